import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** A user's authenticator app. It counts once it is enabled, which takes a code of it. */
@Entity('second_factors')
export class SecondFactor {
  @PrimaryColumn('bigint', { name: 'user_id', primaryKeyConstraintName: 'second_factors_pkey' })
  userId!: number;

  // By name, so that second factors need nothing of the users' tables but the foreign key.
  @ManyToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'second_factors_user_id_fkey' })
  user?: unknown;

  /** What the app shares with us; encrypted. */
  @Column('text')
  secret!: string;

  /** The time step of the last code that was taken: neither it nor an earlier one is taken again. */
  @Column('bigint', { name: 'last_used_step', default: 0 })
  lastUsedStep!: number;

  @Column({ type: 'timestamptz', name: 'enabled_at', precision: 3, nullable: true })
  enabledAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

/** A code that stands in for the app once; deleted when it is used. */
@Entity('recovery_codes')
@Check('recovery_codes_code_hash_check', `octet_length("code_hash") = 32`)
export class RecoveryCode {
  @PrimaryColumn('bigint', { name: 'user_id', primaryKeyConstraintName: 'recovery_codes_pkey' })
  userId!: number;

  @PrimaryColumn('bytea', { name: 'code_hash', primaryKeyConstraintName: 'recovery_codes_pkey' })
  codeHash!: Buffer;

  @ManyToOne(() => SecondFactor, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'recovery_codes_user_id_fkey' })
  secondFactor?: unknown;
}
