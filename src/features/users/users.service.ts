import { Injectable } from '@nestjs/common';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { AuditAction } from '../../platform/audit/audit-actions.js';
import type { AuditDetails } from '../../platform/audit/audit-event.entity.js';
import { type AuditFact, AuditLog } from '../../platform/audit/audit-log.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Database } from '../../platform/database/database.js';
import { Events } from '../../platform/events/events.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { notFound, staleVersion } from '../../shared/app-error.js';
import { inOrderOf } from '../../shared/in-order-of.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { Role } from '../../shared/permissions.js';
import type { Principal } from '../../shared/principal.js';
import type { User } from './user.entity.js';
import { mayChangeEmail, mayChangeUser } from './user.policy.js';
import type { UserSort } from './user-sorts.js';
import { type NewUser, type UserFields, type UserFilter, UsersRepository } from './users.repository.js';
import { userChanged, userDeleted, userUpdated, usersCreated } from './users.events.js';
import { welcomeEmail } from './welcome-email.job.js';

@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly jobs: JobQueues,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
    private readonly events: Events,
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

  /** Those there are, in the order of `ids`. */
  async findAll(ids: readonly number[], tx?: Transaction): Promise<User[]> {
    return inOrderOf(ids, await this.users.findAll(ids, tx));
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

  /** Adds a user and has them welcomed by mail: both, or neither. Throws `email_taken`. */
  async create(tx: Transaction, fields: NewUser): Promise<User> {
    const user = await this.users.insert(tx, fields);
    await this.events.publish(tx, usersCreated, {});
    await this.jobs.enqueue(tx, welcomeEmail, { userId: user.id });
    return user;
  }

  /** As `create`, for somebody who adds another, which is recorded. */
  async add(tx: Transaction, fields: NewUser): Promise<User> {
    const user = await this.create(tx, fields);
    await this.audit.record(creationOf(user), tx);
    return user;
  }

  /** As `add`, for many, in as many statements as for one. Says of each who it is, or why there is nobody. */
  async addAll(
    tx: Transaction,
    all: readonly UserFields[],
  ): Promise<(User | 'email_taken' | 'email_repeated')[]> {
    const inserted = all.length === 0 ? [] : await this.users.insertAll(tx, all);
    const added = await this.#welcomeAll(
      tx,
      inserted.flatMap(({ id }) => id ?? []),
    );
    return inserted.map(({ id, repeated }) => {
      const user = id === null ? undefined : added.get(id);
      return user ?? (repeated ? 'email_repeated' : 'email_taken');
    });
  }

  /** Throws `user_not_found`, `version_mismatch` and `email_taken`. */
  async update(
    tx: Transaction,
    id: number,
    fields: Partial<UserFields>,
    versions?: readonly number[],
  ): Promise<User> {
    const user = (await this.users.update(tx, id, fields, versions)) ?? (await this.#refuse(tx, id));
    const changed = Object.keys(fields);
    if (changed.length === 0) return user;
    await this.#record(tx, 'user.updated', id, { fields: changed.join(' ') });
    await this.events.publish(tx, userUpdated, { user, renamed: fields.name !== undefined });
    return user;
  }

  /** As `update`, for whoever asks. Throws `permission_missing` and `own_email` as well. */
  change(
    actor: Principal,
    id: number,
    fields: Partial<UserFields>,
    versions?: readonly number[],
  ): Promise<User> {
    mayChangeUser(actor, id);
    return this.database.transaction('user.update', async (tx) => {
      const { email } = fields;
      if (email !== undefined && (await this.users.find(id, tx))?.email !== email) mayChangeEmail(actor, id);
      return this.update(tx, id, fields, versions);
    });
  }

  /** Notes that mail to this address reaches the user. False when they have another by now, or it was noted before. */
  async verifyEmail(tx: Transaction, id: number, email: string): Promise<boolean> {
    const isVerified = await this.users.verifyEmail(tx, id, email);
    if (isVerified) await this.events.publish(tx, userChanged, { id });
    return isVerified;
  }

  /** The role of the user, which nobody changes until the transaction ends. Throws `user_not_found`. */
  async lockRole(tx: Transaction, id: number): Promise<Role> {
    const role = await this.users.lockRole(tx, id);
    if (!role) throw notFound('user', id);
    return role;
  }

  /** Gives a role and returns the one before. Throws `user_not_found` and `last_admin`. */
  async setRole(tx: Transaction, id: number, role: Role): Promise<Role> {
    const before = await this.lockRole(tx, id);
    if (before === role) return before;
    await this.users.setRole(tx, id, role);
    await this.events.publish(tx, userChanged, { id });
    return before;
  }

  /** Shows this picture, or none. It is another version of the user, so nobody keeps showing the one before. */
  async setAvatar(tx: Transaction, id: number, avatarId: string | null): Promise<void> {
    await this.users.setAvatar(tx, id, avatarId);
    await this.events.publish(tx, userChanged, { id });
  }

  /** Deletes the user and everything they wrote. Throws `user_not_found`, `version_mismatch` and `last_admin`. */
  delete(id: number, versions?: readonly number[]): Promise<void> {
    return this.database.transaction('user.delete', async (tx) => {
      await this.sessions.endAll(tx, id, 'deleted');
      if (!(await this.users.delete(tx, id, versions))) await this.#refuse(tx, id);
      await this.#record(tx, 'user.deleted', id);
      await this.events.publish(tx, userDeleted, { id });
    });
  }

  async #welcomeAll(tx: Transaction, ids: readonly number[]): Promise<Map<number, User>> {
    if (ids.length === 0) return new Map();
    await this.jobs.enqueueAll(
      tx,
      welcomeEmail,
      ids.map((userId) => ({ userId })),
    );
    await this.events.publish(tx, usersCreated, {});
    const users = await this.users.findAll(ids, tx);
    await this.audit.recordAll(users.map(creationOf), tx);
    return new Map(users.map((user) => [user.id, user]));
  }

  #record(tx: Transaction, action: AuditAction, userId: number, details?: AuditDetails): Promise<void> {
    return this.audit.record({ action, targetType: 'user', targetId: userId, details }, tx);
  }

  async #refuse(tx: Transaction, id: number): Promise<never> {
    throw (await this.users.exists(tx, id)) ? staleVersion('user') : notFound('user', id);
  }
}

function creationOf({ id, role }: User): AuditFact {
  return { action: 'user.created', targetType: 'user', targetId: id, details: { role } };
}
