import { User } from '../../src/features/users/user.entity.js';
import type { UserSort } from '../../src/features/users/user-sorts.js';
import type {
  InsertedUser,
  NewUser,
  UserFields,
  UserFilter,
  UsersRepository,
} from '../../src/features/users/users.repository.js';
import { constraintError } from '../../src/platform/database/constraints.js';
import type { Transaction } from '../../src/platform/database/transaction.js';
import { malformed } from '../../src/shared/app-error.js';
import type { Page, PageRequest } from '../../src/shared/page.js';
import type { Role } from '../../src/shared/permissions.js';

/** Users in memory. It keeps the contract of the real repository, which both are tested against. */
export class InMemoryUsers implements Pick<UsersRepository, keyof UsersRepository> {
  #rows = new Map<number, User>();
  #lastId = 0;

  snapshot(): () => void {
    const rows = new Map(this.#rows);
    return () => (this.#rows = rows);
  }

  async find(id: number): Promise<User | undefined> {
    return this.#rows.get(id);
  }

  async findAll(ids: readonly number[]): Promise<User[]> {
    return [...this.#rows.values()].filter(({ id }) => ids.includes(id));
  }

  async findByEmail(email: string): Promise<User | undefined> {
    return [...this.#rows.values()].find((user) => fits(user, { email }));
  }

  // Nothing runs beside it that it could keep away.
  lockByEmail(_tx: Transaction, email: string): Promise<User | undefined> {
    return this.findByEmail(email);
  }

  async list(filter: UserFilter, sort: UserSort, request: PageRequest): Promise<Page<User>> {
    const found = [...this.#rows.values()].filter((user) => fits(user, filter)).sort(ORDERS[sort]);
    return pageOf(found, sort, request);
  }

  async insert(_tx: Transaction, fields: NewUser): Promise<User> {
    this.#refuseTaken(fields.email);
    const now = new Date();
    const kept = { id: ++this.#lastId, version: 1, createdAt: now, updatedAt: now };
    return this.#put({ role: 'user', emailVerifiedAt: null, avatarId: null, ...fields, ...kept });
  }

  async insertAll(tx: Transaction, all: readonly UserFields[]): Promise<InsertedUser[]> {
    const inserted: InsertedUser[] = [];
    for (const [index, fields] of all.entries()) {
      const repeated = all.slice(0, index).some(({ email }) => sameAddress(email, fields.email));
      const isFree = !repeated && !(await this.findByEmail(fields.email));
      inserted.push({ id: isFree ? (await this.insert(tx, fields)).id : null, repeated });
    }
    return inserted;
  }

  async update(
    _tx: Transaction,
    id: number,
    fields: Partial<UserFields>,
    versions?: readonly number[],
  ): Promise<User | undefined> {
    const user = this.#current(id, versions);
    if (!user || Object.keys(fields).length === 0) return user;
    this.#refuseTaken(fields.email, id);
    const emailVerifiedAt = fits(user, { email: fields.email }) ? user.emailVerifiedAt : null;
    return this.#put({
      ...user,
      ...fields,
      emailVerifiedAt,
      version: user.version + 1,
      updatedAt: new Date(),
    });
  }

  async verifyEmail(_tx: Transaction, id: number, email: string): Promise<boolean> {
    const user = this.#rows.get(id);
    if (!user || !fits(user, { email }) || user.emailVerifiedAt !== null) return false;
    this.#put({ ...user, emailVerifiedAt: new Date(), version: user.version + 1, updatedAt: new Date() });
    return true;
  }

  async delete(_tx: Transaction, id: number, versions?: readonly number[]): Promise<boolean> {
    const user = this.#current(id, versions);
    if (user) this.#keepAnAdmin(user);
    return user !== undefined && this.#rows.delete(id);
  }

  async lockRole(_tx: Transaction, id: number): Promise<Role | undefined> {
    return this.#rows.get(id)?.role;
  }

  async setRole(_tx: Transaction, id: number, role: Role): Promise<void> {
    const user = this.#rows.get(id);
    if (!user) return;
    if (role !== 'admin') this.#keepAnAdmin(user);
    this.#put({ ...user, role, version: user.version + 1 });
  }

  async setAvatar(_tx: Transaction, id: number, avatarId: string | null): Promise<void> {
    const user = this.#rows.get(id);
    if (user) this.#put({ ...user, avatarId, version: user.version + 1, updatedAt: new Date() });
  }

  async exists(_tx: Transaction, id: number): Promise<boolean> {
    return this.#rows.has(id);
  }

  #put(fields: User): User {
    const user = Object.assign(new User(), fields);
    this.#rows.set(user.id, user);
    return user;
  }

  #current(id: number, versions?: readonly number[]): User | undefined {
    const user = this.#rows.get(id);
    return user && (versions?.includes(user.version) ?? true) ? user : undefined;
  }

  #keepAnAdmin(leaving: User): void {
    const isOther = ({ id, role }: User) => id !== leaving.id && role === 'admin';
    if (leaving.role !== 'admin' || [...this.#rows.values()].some(isOther)) return;
    throw constraintError('users_last_admin') ?? new Error('users_last_admin is not declared');
  }

  #refuseTaken(email?: string, owner?: number): void {
    const taken = [...this.#rows.values()].some(
      (user) => user.id !== owner && email !== undefined && sameAddress(user.email, email),
    );
    if (taken) throw constraintError('users_email_key') ?? new Error('users_email_key is not declared');
  }
}

const ORDERS: Record<UserSort, (a: User, b: User) => number> = {
  createdAt: (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id - b.id,
  '-createdAt': (a, b) => ORDERS.createdAt(b, a),
  name: (a, b) => a.name.localeCompare(b.name) || a.id - b.id,
  '-name': (a, b) => ORDERS.name(b, a),
};

function fits(user: User, { name, email }: UserFilter): boolean {
  if (name !== undefined && !user.name.toLowerCase().includes(name.toLowerCase())) return false;
  return email === undefined || sameAddress(user.email, email);
}

function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

// The cursor is the sort and the id of the last user shown.
function pageOf(found: User[], sort: UserSort, { limit, page, cursor }: PageRequest): Page<User> {
  const last = /^(.*):(\d+)$/.exec(cursor ?? '');
  if (cursor !== undefined && (page !== undefined || last?.[1] !== sort))
    throw malformed('cursor', 'cursor_invalid', 'cursor does not fit.');
  const start = last ? found.findIndex(({ id }) => id === Number(last[2])) + 1 : ((page ?? 1) - 1) * limit;
  const items = found.slice(start, start + limit);
  return {
    items,
    limit,
    ...(page !== undefined && { page, total: found.length }),
    ...(found.length > start + limit && { nextCursor: `${sort}:${items.at(-1)?.id}` }),
  };
}
