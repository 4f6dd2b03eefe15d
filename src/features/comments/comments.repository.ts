import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { selectPage } from '../../platform/database/keyset.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { insertRow, updateRow } from '../../platform/database/write-row.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { Comment } from './comment.entity.js';
import { COMMENT_SORTS, type CommentSort } from './comment-sorts.js';

export type NewComment = Pick<Comment, 'postId' | 'authorId' | 'parentId' | 'depth' | 'body'>;

@Injectable()
export class CommentsRepository {
  constructor(@InjectRepository(Comment) private readonly comments: Repository<Comment>) {}

  async find(id: number, tx?: Transaction): Promise<Comment | undefined> {
    const comments = tx ? tx.repository(Comment) : this.comments;
    const [comment] = await selectRows(whole(comments).where('comment.id = :id', { id }));
    return comment;
  }

  /** As `find`, and nobody else changes the comment until the transaction ends; it can be replied to. */
  async lock(tx: Transaction, id: number): Promise<Comment | undefined> {
    const builder = whole(tx.repository(Comment)).where('comment.id = :id', { id });
    const [comment] = await selectRows(builder.setLock('for_no_key_update', undefined, ['comment']));
    return comment;
  }

  /** A comment of that post, which nobody changes until the transaction ends: others can reply to it as well. */
  async lockParent(tx: Transaction, postId: number, id: number): Promise<Comment | undefined> {
    const lock = { mode: 'pessimistic_read' } as const;
    return (await tx.repository(Comment).findOne({ where: { postId, id }, lock })) ?? undefined;
  }

  /** The comments on the post itself, in one statement (two when a numbered page is asked for). */
  listOf(postId: number, sort: CommentSort, request: PageRequest): Promise<Page<Comment>> {
    const builder = whole(this.comments).where('comment.postId = :postId', { postId });
    return selectPage(builder.andWhere('comment.parentId IS NULL'), COMMENT_SORTS[sort], request);
  }

  /** The direct replies, the oldest first, in one statement (two when a numbered page is asked for). */
  repliesTo(parentId: number, request: PageRequest): Promise<Page<Comment>> {
    const builder = whole(this.comments).where('comment.parentId = :parentId', { parentId });
    return selectPage(builder, COMMENT_SORTS.createdAt, request);
  }

  /** The oldest `count` replies to each of these, in one statement that reads no others. */
  async firstReplies(parentIds: readonly number[], count: number): Promise<Comment[]> {
    const first = `
      SELECT reply.id FROM unnest(:parentIds::bigint[]) AS parent (id) CROSS JOIN LATERAL (
        SELECT comments.id FROM comments WHERE comments.parent_id = parent.id
        ORDER BY comments.created_at, comments.id LIMIT :count
      ) reply`;
    const builder = whole(this.comments).where(`comment.id IN (${first})`, { parentIds, count });
    return selectRows(builder.orderBy('comment.createdAt').addOrderBy('comment.id'));
  }

  async insert(tx: Transaction, fields: NewComment): Promise<number> {
    return (await insertRow(tx, Comment, fields)).id;
  }

  /** False when none of the `versions` is the current one. */
  async update(tx: Transaction, id: number, body?: string, versions?: readonly number[]): Promise<boolean> {
    const fields = body === undefined ? {} : { body };
    return (await updateRow(tx, Comment, id, fields, versions)) !== undefined;
  }

  /** Takes the text out of a comment and says so. False when none of the `versions` is the current one. */
  async empty(tx: Transaction, id: number, versions?: readonly number[]): Promise<boolean> {
    const fields = { body: '', deletedAt: () => 'now()' };
    return (await updateRow(tx, Comment, id, fields, versions)) !== undefined;
  }
}

/** With what is shown along with it, and with what says who may see it. */
function whole(comments: Repository<Comment>): SelectQueryBuilder<Comment> {
  return comments
    .createQueryBuilder('comment')
    .innerJoin('comment.author', 'author')
    .addSelect(['author.id', 'author.name', 'author.version'])
    .innerJoin('comment.post', 'post')
    .addSelect(['post.id', 'post.authorId', 'post.publishedAt'])
    .leftJoinAndSelect('comment.counters', 'counters');
}
