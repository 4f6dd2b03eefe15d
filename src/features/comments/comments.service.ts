import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Events } from '../../platform/events/events.js';
import { AppError, notFound, staleVersion } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { Principal } from '../../shared/principal.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { maySeePost } from '../posts/post.policy.js';
import { PostsService } from '../posts/posts.service.js';
import { type Comment, MAX_DEPTH } from './comment.entity.js';
import { mayChangeComment, mayDeleteComment } from './comment.policy.js';
import { commentChanged } from './comments.events.js';
import { CommentsRepository } from './comments.repository.js';

@Injectable()
export class CommentsService {
  constructor(
    private readonly database: Database,
    private readonly comments: CommentsRepository,
    private readonly posts: PostsService,
    private readonly audit: AuditLog,
    private readonly notifications: NotificationsService,
    private readonly events: Events,
  ) {}

  /** The direct replies to a comment, the oldest first. Throws `comment_not_found`. */
  async repliesTo(id: number, request: PageRequest, viewer?: Principal): Promise<Page<Comment>> {
    const page = await this.comments.repliesTo(id, request);
    const [first] = page.items;
    if (!first) await this.get(id, viewer);
    else this.#show(id, first, viewer);
    return page;
  }

  /** Throws `comment_not_found`. */
  async get(id: number, viewer?: Principal, tx?: Transaction): Promise<Comment> {
    return this.#show(id, await this.comments.find(id, tx), viewer);
  }

  /** Throws `post_not_found`, `parent_not_found`, `comment_deleted`, `too_deep` and `account_gone`. */
  async create(
    tx: Transaction,
    author: Principal,
    postId: number,
    { body, parentId }: { body: string; parentId?: number },
  ): Promise<Comment> {
    await this.posts.hold(tx, postId, author);
    const depth = parentId === undefined ? 0 : await this.#depthBelow(tx, postId, parentId);
    const fields = { postId, parentId: parentId ?? null, depth, authorId: author.userId, body };
    const commentId = await this.comments.insert(tx, fields);
    await this.events.publish(tx, commentChanged, { postId, counted: true });
    await this.notifications.request(tx, { of: 'comment', commentId });
    return this.get(commentId, author, tx);
  }

  /** Throws `comment_not_found`, `not_author`, `comment_deleted` and `version_mismatch`. */
  update(actor: Principal, id: number, body?: string, versions?: readonly number[]): Promise<Comment> {
    return this.database.transaction('comment.update', async (tx) => {
      const { authorId, deletedAt, postId } = this.#show(id, await this.comments.lock(tx, id), actor);
      mayChangeComment(actor, authorId);
      if (deletedAt) throw commentDeleted();
      if (!(await this.comments.update(tx, id, body, versions))) throw staleVersion('comment');
      if (body !== undefined) await this.events.publish(tx, commentChanged, { postId, counted: false });
      return this.get(id, actor, tx);
    });
  }

  /** Deleting what is deleted changes nothing. Throws `comment_not_found`, `not_author` and `version_mismatch`. */
  delete(actor: Principal, id: number, versions?: readonly number[]): Promise<void> {
    return this.database.transaction('comment.delete', async (tx) => {
      const { postId } = await this.get(id, actor, tx);
      // A deleted post takes its counters along: whoever waits for that must not have the comment yet.
      await this.posts.hold(tx, postId, actor);
      const { authorId, deletedAt, version } = this.#show(id, await this.comments.lock(tx, id), actor);
      const as = mayDeleteComment(actor, authorId);
      if (versions && !versions.includes(version)) throw staleVersion('comment');
      if (deletedAt) return;
      await this.comments.empty(tx, id);
      await this.events.publish(tx, commentChanged, { postId, counted: true });
      await this.notifications.takeBack(tx, { of: 'comment', commentId: id });
      if (as === 'as_author') return;
      // It commits with the change, or not at all.
      const details = { change: 'delete', authorId, postId };
      await this.audit.record(
        { action: 'comment.moderated', targetType: 'comment', targetId: id, details },
        tx,
      );
    });
  }

  /** Comments are as invisible as their post. */
  #show(id: number, comment: Comment | undefined, viewer: Principal | undefined): Comment {
    if (!comment || !maySeePost(viewer, comment.post)) throw notFound('comment', id);
    return comment;
  }

  async #depthBelow(tx: Transaction, postId: number, parentId: number): Promise<number> {
    const parent = await this.comments.lockParent(tx, postId, parentId);
    if (!parent) throw invalidParent('parent_not_found', 'The post has no such comment.');
    if (parent.deletedAt) throw commentDeleted();
    if (parent.depth === MAX_DEPTH)
      throw invalidParent('too_deep', `Replies are at most ${MAX_DEPTH} levels deep.`);
    return parent.depth + 1;
  }
}

function commentDeleted(): AppError {
  return new AppError('conflict', 'comment_deleted', 'The comment has been deleted.');
}

function invalidParent(reason: string, message: string): AppError {
  const errors = [{ field: 'parentId', code: reason, message }];
  return new AppError('invalid', reason, message, { errors });
}
