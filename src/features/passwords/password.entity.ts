import { Check, Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';

/** The password of a user who has one. */
@Entity('passwords')
@Check('passwords_hash_check', `"hash" LIKE '$argon2id$%'`)
export class Password {
  @PrimaryColumn('bigint', { name: 'user_id', primaryKeyConstraintName: 'passwords_pkey' })
  userId!: number;

  // By name, so that passwords need nothing of the users' tables but the foreign key.
  @OneToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'passwords_user_id_fkey' })
  user?: unknown;

  /** argon2id with its parameters and salt, in PHC form. */
  @Column('text')
  hash!: string;

  /** When the user last chose a password; hashing it anew does not count. */
  @Column({ type: 'timestamptz', name: 'changed_at', precision: 3, default: () => 'now()' })
  changedAt!: Date;
}
