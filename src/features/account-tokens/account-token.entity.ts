import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';

/** What a link in a mail may do. Stored as text, so a further purpose needs no migration. */
export type TokenPurpose = 'verify_email' | 'reset_password' | 'invitation';

/** What proves that a mail reached its reader. Each user has one of a purpose: the newest. */
@Entity('account_tokens')
@Unique('account_tokens_user_id_purpose_key', ['userId', 'purpose'])
@Check('account_tokens_hash_check', `octet_length("hash") = 32`)
export class AccountToken {
  /** SHA-256 of the token: with 256 random bits behind it, it needs neither salt nor slowness. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'account_tokens_pkey' })
  hash!: Buffer;

  @Column('bigint', { name: 'user_id' })
  userId!: number;

  // By name, so that tokens need nothing of the users' tables but the foreign key.
  @ManyToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'account_tokens_user_id_fkey' })
  user?: unknown;

  @Column('text')
  purpose!: TokenPurpose;

  /** The address it was sent to; it is worth nothing once the user has another. */
  @Column('citext')
  email!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'used_at', precision: 3, nullable: true })
  usedAt!: Date | null;
}
