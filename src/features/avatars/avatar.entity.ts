import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { declareConstraint } from '../../platform/database/constraints.js';

/**
 * `uploading`: its file may be there, wholly, in part or not. `uploaded`: a job is to make images of it. `ready`: it is
 * the picture of its user. `failed`: no images can be made of it. `removed`: another one or none has taken its place.
 */
export type AvatarState = 'uploading' | 'uploaded' | 'ready' | 'failed' | 'removed';

const USER_FKEY = declareConstraint('avatars_user_id_fkey', {
  code: 'unauthenticated',
  reason: 'account_gone',
  message: 'Your account has been deleted.',
});

/** A picture that a user sent. A row is there before its files and goes after them, so that no file is forgotten. */
@Entity('avatars')
@Check('avatars_state_check', `"state" IN ('uploading', 'uploaded', 'ready', 'failed', 'removed')`)
@Check('avatars_reason_check', `("reason" IS NOT NULL) = ("state" = 'failed')`)
@Index('avatars_user_id_idx', ['userId'])
@Index('avatars_ready_key', ['userId'], { unique: true, where: `"state" = 'ready'` })
@Index('avatars_untidy_idx', ['createdAt'], { where: `NOT "tidy"` })
@Index('avatars_over_idx', ['createdAt'], { where: `"state" IN ('failed', 'removed')` })
@Index('avatars_orphaned_idx', ['id'], { where: `"user_id" IS NULL` })
export class Avatar {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'avatars_pkey' })
  id!: string;

  /** Null when the user has been deleted. */
  @Column('bigint', { name: 'user_id', nullable: true })
  userId!: number | null;

  @ManyToOne('User', { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: USER_FKEY })
  user?: unknown;

  @Column('text')
  state!: AvatarState;

  /** Why no images can be made of it. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** Found in its content. */
  @Column('text', { name: 'media_type' })
  mediaType!: string;

  /** Whether the files that its state has no need of are gone. */
  @Column('boolean', { default: false })
  tidy!: boolean;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
