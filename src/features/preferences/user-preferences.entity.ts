import { Check, Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { declareConstraint } from '../../platform/database/constraints.js';
import { RowTime, RowVersion } from '../../platform/database/row-columns.js';

const USER_FKEY = declareConstraint('user_preferences_user_id_fkey', {
  code: 'unauthenticated',
  reason: 'account_gone',
  message: 'Your account has been deleted.',
});

const SIZE_CHECK = declareConstraint('user_preferences_size_check', {
  code: 'invalid',
  reason: 'preferences_too_large',
  field: 'custom',
  message: 'Preferences have at most 16384 bytes in all.',
});

/** What a user has chosen; who has chosen nothing yet has no row. `version` and times are kept by trigger. */
@Entity('user_preferences')
@Check('user_preferences_object_check', `jsonb_typeof("preferences") = 'object'`)
@Check(SIZE_CHECK, `octet_length("preferences"::text) <= 16384`)
// GIN with jsonb_path_ops, for `@>`: TypeORM cannot describe operator classes.
@Index('user_preferences_preferences_idx', { synchronize: false })
@Index('user_preferences_updated_at_idx', ['updatedAt', 'id'])
export class UserPreferences {
  /** Of the user. */
  @PrimaryColumn('bigint', { name: 'user_id', primaryKeyConstraintName: 'user_preferences_pkey' })
  id!: number;

  // By name, so that preferences need nothing of the users' tables but the foreign key.
  @OneToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: USER_FKEY })
  user?: unknown;

  @Column('jsonb', { default: {} })
  preferences!: object;

  /** Counts the changes, from 1. */
  @RowVersion()
  version!: number;

  @RowTime('created_at')
  createdAt!: Date;

  @RowTime('updated_at')
  updatedAt!: Date;
}
