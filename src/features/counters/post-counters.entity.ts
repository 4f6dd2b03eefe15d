import { Check, Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn, VirtualColumn } from 'typeorm';

/** What is counted of a post. Triggers keep it in the transaction of its cause; without a row everything is 0. */
@Entity('post_counters')
@Check('post_counters_comment_count_check', `"comment_count" >= 0`)
@Index('post_counters_like_count_idx', ['settledLikeCount', 'postId'])
export class PostCounters {
  @PrimaryColumn('bigint', { name: 'post_id', primaryKeyConstraintName: 'post_counters_pkey' })
  postId!: number;

  @OneToOne('Post', 'counters', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'post_counters_post_id_fkey' })
  post?: unknown;

  /** Comments that are not deleted, at any depth. */
  @Column('integer', { name: 'comment_count', default: 0 })
  commentCount!: number;

  /** Likes but for those that are counted in slots, which a job adds every minute: to sort by. May be below zero. */
  @Column('integer', { name: 'like_count', default: 0, select: false })
  settledLikeCount!: number;

  /** Likes. Who counts while the counter is taken counts in a slot of `post_like_slots`. */
  @VirtualColumn({
    type: 'integer',
    query: (counters) =>
      `${counters}."like_count" + coalesce((SELECT sum("like_count")::integer FROM "post_like_slots" WHERE "post_id" = ${counters}."post_id"), 0)`,
  })
  likeCount!: number;

  /** Not by triggers: views are counted in Redis, and added up here every minute. */
  @Column('bigint', { name: 'view_count', default: 0 })
  viewCount!: number;
}
