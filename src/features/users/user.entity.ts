import { Check, Column, Entity, Index, Unique } from 'typeorm';
import { declareConstraint } from '../../platform/database/constraints.js';
import type { Role } from '../../shared/permissions.js';
import { RowId, RowTime, RowVersion } from '../../platform/database/row-columns.js';

const EMAIL_KEY = declareConstraint('users_email_key', {
  code: 'conflict',
  reason: 'email_taken',
  field: 'email',
  message: 'Somebody has this e-mail address already.',
});

// A trigger keeps it, under this name.
declareConstraint('users_last_admin', {
  code: 'conflict',
  reason: 'last_admin',
  field: 'role',
  message: 'This is the last admin. Make somebody else an admin first.',
});

/** A person. The database keeps `version`, `createdAt` and `updatedAt` by trigger. */
@Entity('users')
@Unique(EMAIL_KEY, ['email'])
@Check('users_name_check', `char_length("name") BETWEEN 1 AND 200`)
@Check('users_email_check', `char_length("email"::text) <= 254`)
@Check('users_role_check', `"role" IN ('user', 'moderator', 'admin')`)
@Index('users_created_at_idx', ['createdAt', 'id'])
@Index('users_name_idx', ['name', 'id'])
// gin_trgm_ops, for `name` containing a text: TypeORM cannot describe operator classes.
@Index('users_name_trgm_idx', { synchronize: false })
@Index('users_admins_idx', ['id'], { where: `"role" = 'admin'` })
export class User {
  @RowId('users_pkey')
  id!: number;

  @Column('text')
  name!: string;

  /** Kept as it was written; unique and compared without regard to case. */
  @Column('citext')
  email!: string;

  @Column('text', { default: 'user' })
  role!: Role;

  /** When the user showed that mail to the address reaches them; null until then. */
  @Column({ type: 'timestamptz', name: 'email_verified_at', precision: 3, nullable: true })
  emailVerifiedAt!: Date | null;

  /** The picture that is shown; null for none. Kept with the user, so that showing many needs nothing more. */
  @Column('uuid', { name: 'avatar_id', nullable: true })
  avatarId!: string | null;

  /** Counts the changes, from 1; the entity tag. */
  @RowVersion()
  version!: number;

  @RowTime('created_at')
  createdAt!: Date;

  @RowTime('updated_at')
  updatedAt!: Date;
}

/** What is shown of a user; to whom which of it, is decided for each viewer. */
export type ShownUser = Omit<User, 'emailVerifiedAt'>;
