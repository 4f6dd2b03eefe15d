import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** `token`: a family of refresh tokens. `server`: a server-side session that a cookie names. */
export type SessionKind = 'token' | 'server';

/** Why a session ended before its time. */
export type EndReason =
  'logout' | 'logout_all' | 'password_changed' | 'password_reset' | 'role_changed' | 'reused' | 'deleted';

/** One device that a user has signed in with. */
@Entity('sessions')
@Check('sessions_kind_check', `"kind" IN ('token', 'server')`)
@Check('sessions_end_check', `("ended_at" IS NULL) = ("end_reason" IS NULL)`)
@Index('sessions_user_id_idx', ['userId'])
@Index('sessions_expires_at_idx', ['expiresAt'])
export class Session {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sessions_pkey' })
  id!: string;

  @Column('bigint', { name: 'user_id' })
  userId!: number;

  // By name, so that sessions need nothing of the users' tables but the foreign key.
  @ManyToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'sessions_user_id_fkey' })
  user?: unknown;

  @Column('text')
  kind!: SessionKind;

  /** Whether the user asked to be remembered on this device. */
  @Column('boolean')
  remembered!: boolean;

  /** Where it was last used from. */
  @Column('inet', { nullable: true })
  address!: string | null;

  @Column('text', { nullable: true })
  agent!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, default: () => 'now()' })
  lastUsedAt!: Date;

  /** Moves on with each use, up to a limit. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason!: EndReason | null;
}
