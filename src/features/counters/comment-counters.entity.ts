import { Check, Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';

/** What is counted of a comment. Triggers keep it in the transaction of its cause; without a row everything is 0. */
@Entity('comment_counters')
@Check('comment_counters_reply_count_check', `"reply_count" >= 0`)
export class CommentCounters {
  @PrimaryColumn('bigint', { name: 'comment_id', primaryKeyConstraintName: 'comment_counters_pkey' })
  commentId!: number;

  @OneToOne('Comment', 'counters', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'comment_id', foreignKeyConstraintName: 'comment_counters_comment_id_fkey' })
  comment?: unknown;

  /** Direct replies that are not deleted. */
  @Column('integer', { name: 'reply_count', default: 0 })
  replyCount!: number;
}
