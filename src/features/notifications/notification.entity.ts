import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { RowId } from '../../platform/database/row-columns.js';

export const KINDS = ['comment', 'reply', 'like'] as const;

/** On one's post, to one's comment, of one's post. */
export type NotificationKind = (typeof KINDS)[number];

/**
 * Tells a user what somebody else did. The ids of one user's are in the order in which they became visible, so that who
 * has seen one has seen all before it.
 */
@Entity('notifications')
@Check(
  'notifications_kind_check',
  `"kind" IN ('comment', 'reply', 'like') AND ("kind" = 'like') = ("comment_id" IS NULL)`,
)
@Check('notifications_others_check', `"user_id" <> "actor_id"`)
@Index('notifications_like_key', ['postId', 'actorId', 'userId'], {
  unique: true,
  where: '"comment_id" IS NULL',
})
@Index('notifications_comment_key', ['commentId', 'userId'], {
  unique: true,
  where: '"comment_id" IS NOT NULL',
})
@Index('notifications_user_id_idx', ['userId', 'id'])
@Index('notifications_unread_idx', ['userId', 'id'], { where: '"read_at" IS NULL' })
@Index('notifications_read_at_idx', ['readAt'], { where: '"read_at" IS NOT NULL' })
@Index('notifications_post_id_idx', ['postId'])
@Index('notifications_actor_id_idx', ['actorId'])
export class Notification {
  @RowId('notifications_pkey')
  id!: number;

  /** Who is told. */
  @Column('bigint', { name: 'user_id' })
  @ForeignKey('User', { name: 'notifications_user_id_fkey', onDelete: 'CASCADE' })
  userId!: number;

  @Column('text')
  kind!: NotificationKind;

  /** Who did it. */
  @Column('bigint', { name: 'actor_id' })
  @ForeignKey('User', { name: 'notifications_actor_id_fkey', onDelete: 'CASCADE' })
  actorId!: number;

  @Column('bigint', { name: 'post_id' })
  @ForeignKey('Post', { name: 'notifications_post_id_fkey', onDelete: 'CASCADE' })
  postId!: number;

  /** The comment or reply; null for a like. */
  @Column('bigint', { name: 'comment_id', nullable: true })
  @ForeignKey('Comment', { name: 'notifications_comment_id_fkey', onDelete: 'CASCADE' })
  commentId!: number | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'read_at', precision: 3, nullable: true })
  readAt!: Date | null;
}
