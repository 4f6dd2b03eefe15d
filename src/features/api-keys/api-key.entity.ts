import { Check, Column, Entity, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import { RowId, RowTime, RowVersion } from '../../platform/database/row-columns.js';
import type { Permission, Role } from '../../shared/permissions.js';

/** What using a key needs to know of its owner. */
export interface KeyOwner {
  id: number;
  role: Role;
}

/** A key that lets a program act for a user. Kept after it was revoked, for a while, to tell when it was used. */
@Entity('api_keys')
@Unique('api_keys_prefix_key', ['prefix'])
@Check('api_keys_name_check', `char_length("name") BETWEEN 1 AND 100`)
@Check('api_keys_secret_hash_check', `octet_length("secret_hash") = 32`)
@Check('api_keys_scopes_check', `cardinality("scopes") > 0`)
@Index('api_keys_user_id_created_at_idx', ['userId', 'createdAt', 'id'])
export class ApiKey {
  @RowId('api_keys_pkey')
  id!: number;

  @Column('bigint', { name: 'user_id' })
  userId!: number;

  // By name, so that keys need nothing of the users' tables but the foreign key.
  @ManyToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'api_keys_user_id_fkey' })
  user!: KeyOwner;

  @Column('text')
  name!: string;

  @Column('text')
  prefix!: string;

  @Column('bytea', { name: 'secret_hash' })
  secretHash!: Buffer;

  @Column('text', { array: true })
  scopes!: Permission[];

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  /** To the minute; null before the first use. */
  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, nullable: true })
  lastUsedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  revokedAt!: Date | null;

  @RowVersion()
  version!: number;

  @RowTime('created_at')
  createdAt!: Date;

  @RowTime('updated_at')
  updatedAt!: Date;
}
