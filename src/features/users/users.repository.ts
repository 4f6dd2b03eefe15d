import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { containing } from '../../platform/database/containing.js';
import { selectPage } from '../../platform/database/keyset.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { selectRows } from '../../platform/database/select-rows.js';
import { deleteRow, insertRow, updateRow } from '../../platform/database/write-row.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { Role } from '../../shared/permissions.js';
import { User } from './user.entity.js';
import { USER_SORTS, type UserSort } from './user-sorts.js';

export type UserFields = Pick<User, 'name' | 'email'>;

/** What only the application says of a new user, never the client. */
export type NewUser = UserFields & Partial<Pick<User, 'role' | 'emailVerifiedAt'>>;

/** One of several users to be added. */
export interface InsertedUser {
  /** Null when somebody has the address. */
  id: number | null;
  /** Whether another one before it has the same address, so that it was passed over. */
  repeated: boolean;
}

export interface UserFilter {
  name?: string;
  email?: string;
}

@Injectable()
export class UsersRepository {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  async find(id: number, tx?: Transaction): Promise<User | undefined> {
    const users = tx ? tx.repository(User) : this.users;
    return (await users.findOneBy({ id })) ?? undefined;
  }

  /** In no order; those who are not there are left out. */
  findAll(ids: readonly number[], tx?: Transaction): Promise<User[]> {
    const users = tx ? tx.repository(User) : this.users;
    return selectRows(users.createQueryBuilder('user').where('user.id = ANY(:ids)', { ids }));
  }

  /** From the primary, because who asks by address may have registered a moment ago, elsewhere. */
  async findByEmail(email: string): Promise<User | undefined> {
    return (await readPrimary(() => this.users.findOneBy({ email }))) ?? undefined;
  }

  async lockByEmail(tx: Transaction, email: string): Promise<User | undefined> {
    const lock = { mode: 'pessimistic_write' } as const;
    return (await tx.repository(User).findOne({ where: { email }, lock })) ?? undefined;
  }

  list(filter: UserFilter, sort: UserSort, request: PageRequest): Promise<Page<User>> {
    const builder = this.users.createQueryBuilder('user');
    if (filter.name !== undefined)
      builder.andWhere('user.name ILIKE :name', { name: containing(filter.name) });
    if (filter.email !== undefined) builder.andWhere('user.email = :email', { email: filter.email });
    return selectPage(builder, USER_SORTS[sort], request);
  }

  insert(tx: Transaction, fields: NewUser): Promise<User> {
    return insertRow(tx, User, fields);
  }

  /** Adds those whose address nobody has, in one statement, and says of each in turn what became of it. */
  insertAll(tx: Transaction, all: readonly UserFields[]): Promise<InsertedUser[]> {
    const columns = [all.map(({ name }) => name), all.map(({ email }) => email)];
    return tx.manager.query(INSERT_ALL, columns);
  }

  /** Undefined when there is no such user, or none of the `versions` is the current one. */
  update(
    tx: Transaction,
    id: number,
    fields: Partial<UserFields>,
    versions?: readonly number[],
  ): Promise<User | undefined> {
    return updateRow(tx, User, id, fields, versions);
  }

  /** False when there is no such user, or none of the `versions` is the current one. The user's posts go as well. */
  async delete(tx: Transaction, id: number, versions?: readonly number[]): Promise<boolean> {
    return (await deleteRow(tx, User, id, versions)) !== undefined;
  }

  /** False when the user has another address, or has shown already that this one is theirs. */
  async verifyEmail(tx: Transaction, id: number, email: string): Promise<boolean> {
    const unverified = { id, email, emailVerifiedAt: IsNull() };
    const { affected } = await tx.repository(User).update(unverified, { emailVerifiedAt: () => 'now()' });
    return affected === 1;
  }

  /** The role of a user, whose row is locked until the transaction ends. */
  async lockRole(tx: Transaction, id: number): Promise<Role | undefined> {
    const [row] = await tx.manager.query<{ role: Role }[]>(
      `SELECT role FROM users WHERE id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    return row?.role;
  }

  async setRole(tx: Transaction, id: number, role: Role): Promise<void> {
    await tx.repository(User).update(id, { role });
  }

  async setAvatar(tx: Transaction, id: number, avatarId: string | null): Promise<void> {
    await tx.repository(User).update(id, { avatarId });
  }

  exists(tx: Transaction, id: number): Promise<boolean> {
    return tx.repository(User).existsBy({ id });
  }
}

// In order of address: of two who add the same ones at once, the second waits for the first, and there is no deadlock.
// Addresses are compared by the database alone, which knows what case means to it.
const INSERT_ALL = `
  WITH given AS (
    SELECT n, name, email, min(n) OVER (PARTITION BY email) AS first
    FROM unnest($1::text[], $2::citext[]) WITH ORDINALITY AS "user" (name, email, n)
  ), added AS (
    INSERT INTO users (name, email) SELECT name, email FROM given WHERE n = first ORDER BY email
    ON CONFLICT (email) DO NOTHING RETURNING id, email
  )
  SELECT added.id, n <> first AS repeated
  FROM given LEFT JOIN added ON added.email = given.email AND n = first ORDER BY n`;
