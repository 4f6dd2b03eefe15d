import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { containing } from '../../platform/database/containing.js';
import { selectPage } from '../../platform/database/keyset.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { deleteRow, insertRow, updateRow } from '../../platform/database/write-row.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { Role } from '../../shared/permissions.js';
import { User } from './user.entity.js';
import { USER_SORTS, type UserSort } from './user-sorts.js';

export type UserFields = Pick<User, 'name' | 'email'>;

/** What only the application says of a new user, never the client. */
export type NewUser = UserFields & Partial<Pick<User, 'role' | 'emailVerifiedAt'>>;

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
  delete(tx: Transaction, id: number, versions?: readonly number[]): Promise<boolean> {
    return deleteRow(tx, User, id, versions);
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

  exists(tx: Transaction, id: number): Promise<boolean> {
    return tx.repository(User).existsBy({ id });
  }
}
