import { Injectable } from '@nestjs/common';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Database } from '../../platform/database/database.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { notFound, staleVersion } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { Role } from '../../shared/permissions.js';
import type { User } from './user.entity.js';
import type { UserSort } from './user-sorts.js';
import { type NewUser, type UserFields, type UserFilter, UsersRepository } from './users.repository.js';
import { welcomeEmail } from './welcome-email.job.js';

@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly jobs: JobQueues,
    private readonly sessions: SessionsService,
  ) {}

  list(filter: UserFilter, sort: UserSort, request: PageRequest): Promise<Page<User>> {
    return this.users.list(filter, sort, request);
  }

  /** As the primary knows the user. Throws `user_not_found`. */
  async findCurrent(id: number): Promise<User> {
    return readPrimary(() => this.get(id));
  }

  /** Throws `user_not_found`. */
  async get(id: number): Promise<User> {
    const user = await this.users.find(id);
    if (!user) throw notFound('user', id);
    return user;
  }

  /** For jobs, whose user may have been deleted since. */
  find(id: number): Promise<User | undefined> {
    return this.users.find(id);
  }

  /** Without regard to case. Whether there is such a user must not show in an answer. */
  findByEmail(email: string): Promise<User | undefined> {
    return this.users.findByEmail(email);
  }

  /** As above, and keeps others from changing or deleting them until the transaction ends. */
  lockByEmail(tx: Transaction, email: string): Promise<User | undefined> {
    return this.users.lockByEmail(tx, email);
  }

  /** Adds a user and, once that is committed, welcomes them by mail. Throws `email_taken`. */
  async create(tx: Transaction, fields: NewUser): Promise<User> {
    const user = await this.users.insert(tx, fields);
    this.jobs.enqueue(tx, welcomeEmail, { userId: user.id });
    return user;
  }

  /** Throws `user_not_found`, `version_mismatch` and `email_taken`. */
  update(id: number, fields: Partial<UserFields>, versions?: readonly number[]): Promise<User> {
    return this.database.transaction('user.update', async (tx) => {
      const user = await this.users.update(tx, id, fields, versions);
      return user ?? this.#refuse(tx, id);
    });
  }

  /** Notes that mail to this address reaches the user. False when they have another by now, or it was noted before. */
  verifyEmail(tx: Transaction, id: number, email: string): Promise<boolean> {
    return this.users.verifyEmail(tx, id, email);
  }

  /** Gives a role and returns the one before. Throws `user_not_found` and `last_admin`. */
  async setRole(tx: Transaction, id: number, role: Role): Promise<Role> {
    const before = await this.users.lockRole(tx, id);
    if (!before) throw notFound('user', id);
    if (before !== role) await this.users.setRole(tx, id, role);
    return before;
  }

  /** Deletes the user and everything they wrote. Throws `user_not_found`, `version_mismatch` and `last_admin`. */
  delete(id: number, versions?: readonly number[]): Promise<void> {
    return this.database.transaction('user.delete', async (tx) => {
      await this.sessions.endAll(tx, id, 'deleted');
      if (!(await this.users.delete(tx, id, versions))) await this.#refuse(tx, id);
    });
  }

  async #refuse(tx: Transaction, id: number): Promise<never> {
    throw (await this.users.exists(tx, id)) ? staleVersion('user') : notFound('user', id);
  }
}
