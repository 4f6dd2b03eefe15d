import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThanOrEqual, Repository } from 'typeorm';
import { idBefore, pageById } from '../../platform/database/id-cursor.js';
import { readRows } from '../../platform/database/read-rows.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { Notification, type NotificationKind } from './notification.entity.js';

/** A notification with what is shown along with it. */
export interface NotificationView {
  id: number;
  kind: NotificationKind;
  actorId: number;
  actorName: string;
  postId: number;
  /** Null when the post is a draft, of somebody else, by now. */
  postTitle: string | null;
  commentId: number | null;
  createdAt: Date;
  readAt: Date | null;
}

/** Nobody reads further than this: the count ends here. */
const MOST_COUNTED = 1_000;

// The notifications first, by their index and no more than asked for: what belongs to each is then looked up by its key.
const views = (own: string, order: string) => `
  WITH notification AS MATERIALIZED (SELECT * FROM notifications WHERE user_id = $1 AND ${own})
  SELECT notification.id, notification.kind, actor.id AS "actorId", actor.name AS "actorName", post.id AS "postId",
         CASE WHEN post.published_at IS NOT NULL OR post.author_id = $1 THEN post.title END AS "postTitle",
         notification.comment_id AS "commentId", notification.created_at AS "createdAt", notification.read_at AS "readAt"
  FROM notification
  JOIN users AS actor ON actor.id = notification.actor_id
  JOIN posts AS post ON post.id = notification.post_id
  ORDER BY notification.id ${order}`;

const NEWEST = views('id < $2 ORDER BY id DESC LIMIT $3', 'DESC');
const NEWEST_UNREAD = views('id < $2 AND read_at IS NULL ORDER BY id DESC LIMIT $3', 'DESC');
const FOLLOWING = views('id > $2 ORDER BY id LIMIT $3', 'ASC');
const LAST = 'SELECT id FROM notifications WHERE user_id = $1 ORDER BY id DESC LIMIT 1';
const UNREAD = `
  SELECT count(*) FROM (SELECT FROM notifications WHERE user_id = $1 AND read_at IS NULL LIMIT ${MOST_COUNTED}) AS unread`;

@Injectable()
export class NotificationsRepository {
  constructor(@InjectRepository(Notification) private readonly notifications: Repository<Notification>) {}

  /** The newest first. */
  async list(userId: number, isUnread: boolean, request: PageRequest): Promise<Page<NotificationView>> {
    const values = [userId, idBefore(request), request.limit + 1];
    return pageById(await this.#read<NotificationView>(isUnread ? NEWEST_UNREAD : NEWEST, values), request);
  }

  /** Those that became visible after one, in that order. */
  following(userId: number, id: number, limit: number): Promise<NotificationView[]> {
    return this.#read<NotificationView>(FOLLOWING, [userId, id, limit]);
  }

  /** Id of the newest; 0 when there is none. */
  async lastOf(userId: number): Promise<number> {
    const rows = await this.#read<{ id: number }>(LAST, [userId]);
    return rows[0]?.id ?? 0;
  }

  /** MOST_COUNTED for as many and for more. */
  async countUnread(userId: number): Promise<number> {
    const rows = await this.#read<{ count: number }>(UNREAD, [userId]);
    return Number(rows[0]?.count ?? 0);
  }

  /** How many had not been read before: of one, or of all up to one. */
  async read(tx: Transaction, userId: number, id: number, andOlder = false): Promise<number> {
    const which = { userId, id: andOlder ? LessThanOrEqual(id) : id, readAt: IsNull() };
    const { affected } = await tx.manager.update(Notification, which, { readAt: () => 'now()' });
    return affected ?? 0;
  }

  exists(tx: Transaction, userId: number, id: number): Promise<boolean> {
    return tx.repository(Notification).existsBy({ userId, id });
  }

  async delete(tx: Transaction, userId: number, id: number): Promise<boolean> {
    const { affected } = await tx.manager.delete(Notification, { userId, id });
    return affected === 1;
  }

  /** Deletes up to `limit` that were read longer ago than that, and says how many. */
  async prune(days: number, limit: number): Promise<number> {
    const rows = await this.notifications.query<unknown[]>(
      `WITH deleted AS (
         DELETE FROM notifications WHERE id IN (
           SELECT id FROM notifications WHERE read_at < now() - make_interval(days => $1) ORDER BY read_at LIMIT $2
         ) RETURNING id
       ) SELECT id FROM deleted`,
      [days, limit],
    );
    return rows.length;
  }

  #read<T>(sql: string, values: readonly unknown[]): Promise<T[]> {
    return readRows<T>(this.notifications.manager.dataSource, sql, values);
  }
}
