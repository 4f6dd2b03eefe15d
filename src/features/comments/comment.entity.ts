import { Check, Column, Entity, ForeignKey, Index, JoinColumn, ManyToOne, OneToOne, Unique } from 'typeorm';
import { declareConstraint } from '../../platform/database/constraints.js';
import { RowId, RowTime, RowVersion } from '../../platform/database/row-columns.js';
import type { CommentCounters } from '../counters/comment-counters.entity.js';
import type { Author, Post } from '../posts/post.entity.js';

/** How deep replies may stand: below a comment on the post itself (depth 0) this many levels. */
export const MAX_DEPTH = 10;

const POST_FKEY = declareConstraint('comments_post_id_fkey', {
  code: 'not_found',
  reason: 'post_not_found',
  message: 'The post has been deleted.',
});

const AUTHOR_FKEY = declareConstraint('comments_author_id_fkey', {
  code: 'unauthenticated',
  reason: 'account_gone',
  message: 'Your account has been deleted.',
});

/**
 * What a user said about a post, or in reply to another comment on the same post. A deleted comment keeps its row, so
 * that replies have something to stand below, but not its text. The database keeps `version`, `createdAt` and
 * `updatedAt` by trigger.
 */
@Entity('comments')
@Unique('comments_post_id_id_key', ['postId', 'id'])
@ForeignKey('Comment', ['postId', 'parentId'], ['postId', 'id'], {
  name: 'comments_parent_id_fkey',
  onDelete: 'CASCADE',
})
@Check('comments_depth_check', `"depth" BETWEEN 0 AND 10 AND ("depth" = 0) = ("parent_id" IS NULL)`)
@Check(
  'comments_body_check',
  `CASE WHEN "deleted_at" IS NULL THEN char_length("body") BETWEEN 1 AND 5000 ELSE "body" = '' END`,
)
@Index('comments_post_id_created_at_idx', ['postId', 'createdAt', 'id'], { where: '"parent_id" IS NULL' })
@Index('comments_parent_id_created_at_idx', ['parentId', 'createdAt', 'id'], {
  where: '"parent_id" IS NOT NULL',
})
@Index('comments_author_id_idx', ['authorId'])
// BRIN, for those of a day: TypeORM cannot describe other methods than a B-tree.
@Index('comments_created_at_idx', { synchronize: false })
export class Comment {
  @RowId('comments_pkey')
  id!: number;

  @Column('bigint', { name: 'post_id' })
  postId!: number;

  // By name, so that comments need nothing of other tables but the foreign keys.
  @ManyToOne('Post', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: POST_FKEY })
  post!: Pick<Post, 'id' | 'authorId' | 'publishedAt'>;

  @Column('bigint', { name: 'author_id' })
  authorId!: number;

  @ManyToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'author_id', foreignKeyConstraintName: AUTHOR_FKEY })
  author!: Author;

  /** What it replies to; null for a comment on the post itself. */
  @Column('bigint', { name: 'parent_id', nullable: true })
  parentId!: number | null;

  /** 0 for a comment on the post itself, else one more than its parent's. */
  @Column('integer', { default: 0 })
  depth!: number;

  @Column('text')
  body!: string;

  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt!: Date | null;

  /** Absent while nobody has replied. */
  @OneToOne('CommentCounters', 'comment')
  counters?: CommentCounters | null;

  /** Counts the changes, from 1. */
  @RowVersion()
  version!: number;

  @RowTime('created_at')
  createdAt!: Date;

  @RowTime('updated_at')
  updatedAt!: Date;
}
