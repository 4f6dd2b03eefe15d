import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Occasion } from './deliver-notification.job.js';
import { Notification, type NotificationKind } from './notification.entity.js';

/** Whom an occasion concerns, and what they are to be told. Never who caused it. */
interface Concern {
  userId: number;
  kind: NotificationKind;
  actorId: number;
  postId: number;
  commentId: number | null;
}

const OF_LIKE = `
  SELECT post.author_id AS "userId", 'like' AS kind, $2::bigint AS "actorId", post.id AS "postId", NULL AS "commentId"
  FROM posts AS post WHERE post.id = $1 AND post.author_id <> $2`;

// Who wrote both the post and the comment that is replied to is told of the reply.
const OF_COMMENT = `
  SELECT concern."userId", concern.kind, comment.author_id AS "actorId", comment.post_id AS "postId", comment.id AS "commentId"
  FROM comments AS comment
  JOIN posts AS post ON post.id = comment.post_id
  LEFT JOIN comments AS parent ON parent.id = comment.parent_id
  CROSS JOIN LATERAL (VALUES (parent.author_id, 'reply'), (nullif(post.author_id, parent.author_id), 'comment'))
    AS concern ("userId", kind)
  WHERE comment.id = $1 AND concern."userId" <> comment.author_id
  ORDER BY concern."userId"`;

const HOLD_LIKE = `
  SELECT FROM posts JOIN post_likes ON post_likes.post_id = posts.id
  WHERE posts.id = $1 AND post_likes.user_id = $2 FOR KEY SHARE OF posts FOR SHARE OF post_likes`;

const HOLD_COMMENT = `
  SELECT FROM posts JOIN comments ON comments.post_id = posts.id
  WHERE comments.id = $1 AND comments.deleted_at IS NULL FOR KEY SHARE OF posts FOR SHARE OF comments`;

/** What stands in other tables of comments and likes: whom they concern, and whether they still hold. */
@Injectable()
export class NotificationOccasions {
  /** Nobody, when it is gone. */
  concerns(tx: Transaction, occasion: Occasion): Promise<Concern[]> {
    return tx.manager.query<Concern[]>(occasion.of === 'like' ? OF_LIKE : OF_COMMENT, keyOf(occasion));
  }

  /**
   * Whether it still holds; until the transaction ends it does, because whoever takes it back waits. Locks in the order
   * in which deletions go down: users, post, and what is below it.
   */
  async hold(tx: Transaction, occasion: Occasion, userIds: readonly number[]): Promise<boolean> {
    await tx.manager.query('SELECT FROM users WHERE id = ANY($1) ORDER BY id FOR KEY SHARE', [userIds]);
    const sql = occasion.of === 'like' ? HOLD_LIKE : HOLD_COMMENT;
    return (await tx.manager.query<unknown[]>(sql, keyOf(occasion))).length > 0;
  }

  /**
   * One at a time for each user, until the transaction ends: ids are drawn before others can see the rows, and whoever
   * asks for what came after an id must not miss one that was drawn earlier and appears later.
   */
  async takeTurns(tx: Transaction, userIds: readonly number[]): Promise<void> {
    const lock = `SELECT pg_advisory_xact_lock(hashtextextended('notifications of ' || $1::bigint, 0))`;
    for (const userId of [...userIds].sort((a, b) => a - b)) await tx.manager.query(lock, [userId]);
  }

  /** Those who have been told are not told again. */
  async tell(tx: Transaction, concerns: readonly Concern[]): Promise<void> {
    const rows = tx.manager.createQueryBuilder().insert().into(Notification);
    await rows
      .values([...concerns])
      .orIgnore()
      .execute();
  }

  /** Takes what has not been read yet back, and says from whom. */
  async takeBack(tx: Transaction, occasion: Occasion): Promise<number[]> {
    const of =
      occasion.of === 'like' ? 'post_id = $1 AND actor_id = $2 AND comment_id IS NULL' : 'comment_id = $1';
    const deleted = await tx.manager.query<{ userId: number }[]>(
      `WITH deleted AS (DELETE FROM notifications WHERE ${of} AND read_at IS NULL RETURNING user_id)
       SELECT user_id AS "userId" FROM deleted`,
      keyOf(occasion),
    );
    return deleted.map(({ userId }) => userId);
  }
}

function keyOf(occasion: Occasion): number[] {
  return occasion.of === 'like' ? [occasion.postId, occasion.actorId] : [occasion.commentId];
}
