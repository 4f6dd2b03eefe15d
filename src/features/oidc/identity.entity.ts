import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** What a provider calls one of our users. */
@Entity('identities')
@Check('identities_subject_check', `char_length("subject") BETWEEN 1 AND 255`)
@Index('identities_user_id_idx', ['userId'])
export class Identity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'identities_pkey' })
  issuer!: string;

  /** The provider's own name for the user, which it gives to nobody else, ever. An address would be no such name. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'identities_pkey' })
  subject!: string;

  @Column('bigint', { name: 'user_id' })
  userId!: number;

  // By name, so that identities need nothing of the users' tables but the foreign key.
  @ManyToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'identities_user_id_fkey' })
  user?: unknown;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, default: () => 'now()' })
  lastUsedAt!: Date;
}
