import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { declareConstraint } from '../../platform/database/constraints.js';
import type { Author, Post } from '../posts/post.entity.js';

const POST_FKEY = declareConstraint('post_likes_post_id_fkey', {
  code: 'not_found',
  reason: 'post_not_found',
  message: 'The post has been deleted.',
});

const USER_FKEY = declareConstraint('post_likes_user_id_fkey', {
  code: 'unauthenticated',
  reason: 'account_gone',
  message: 'Your account has been deleted.',
});

/** That a user likes a post. */
@Entity('post_likes')
@Index('post_likes_post_id_created_at_idx', ['postId', 'createdAt', 'userId'])
@Index('post_likes_user_id_created_at_idx', ['userId', 'createdAt', 'postId'])
// BRIN, for those of a day: TypeORM cannot describe other methods than a B-tree.
@Index('post_likes_created_at_idx', { synchronize: false })
export class PostLike {
  @PrimaryColumn('bigint', { name: 'post_id', primaryKeyConstraintName: 'post_likes_pkey' })
  postId!: number;

  @PrimaryColumn('bigint', { name: 'user_id', primaryKeyConstraintName: 'post_likes_pkey' })
  userId!: number;

  // By name, so that likes need nothing of other tables but the foreign keys.
  @ManyToOne('Post', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: POST_FKEY })
  post!: Pick<Post, 'id' | 'authorId' | 'publishedAt'>;

  @ManyToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: USER_FKEY })
  user!: Pick<Author, 'id' | 'name'>;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
