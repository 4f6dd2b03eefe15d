import { Check, Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';

/** What is counted of a user. Triggers keep it in the transaction of its cause; without a row everything is 0. */
@Entity('user_counters')
@Check('user_counters_post_count_check', `"post_count" >= 0`)
@Index('user_counters_post_count_idx', ['postCount', 'userId'])
export class UserCounters {
  @PrimaryColumn('bigint', { name: 'user_id', primaryKeyConstraintName: 'user_counters_pkey' })
  userId!: number;

  @OneToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_counters_user_id_fkey' })
  user?: unknown;

  /** Published posts. */
  @Column('integer', { name: 'post_count', default: 0 })
  postCount!: number;
}
