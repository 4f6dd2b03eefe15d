import type { UsersRepository } from '../../src/features/users/users.repository.js';
import type { Database } from '../../src/platform/database/database.js';
import type { Role } from '../../src/shared/permissions.js';
import { aUser } from '../builders/a-user.ts';

interface Subject {
  users: Pick<UsersRepository, keyof UsersRepository>;
  database: Pick<Database, 'transaction'>;
}

/** What every repository of users does, whatever it keeps them in. `setUp` makes an empty one for each test. */
export function usersRepositoryContract(setUp: () => Promise<Subject>): void {
  let users: Subject['users'];
  let database: Subject['database'];

  beforeEach(async () => {
    ({ users, database } = await setUp());
  });

  const insert = (fields = {}) => database.transaction('test', (tx) => users.insert(tx, aUser(fields)));
  const update = (...[id, fields, versions]: [number, { name?: string; email?: string }, number[]?]) =>
    database.transaction('test', (tx) => users.update(tx, id, fields, versions));
  const remove = (id: number, versions?: number[]) =>
    database.transaction('test', (tx) => users.delete(tx, id, versions));
  const names = async (...request: Parameters<UsersRepository['list']>) =>
    (await users.list(...request)).items.map(({ name }) => name);

  it('finds what was inserted, in its first version', async () => {
    const user = await insert({ name: 'Ada' });
    expect(user).toMatchObject({ name: 'Ada', version: 1, updatedAt: user.createdAt });
    expect(await users.find(user.id)).toEqual(user);
    expect(await users.find(user.id + 1)).toBeUndefined();
    expect(await database.transaction('test', (tx) => users.exists(tx, user.id))).toBe(true);
    expect(await database.transaction('test', (tx) => users.exists(tx, user.id + 1))).toBe(false);
  });

  it('has one user for an e-mail address, whatever its case', async () => {
    const [user, other] = [await insert(), await insert()];
    const email = user.email.toUpperCase();
    await expect(insert({ email })).rejects.toMatchObject({ code: 'conflict', reason: 'email_taken' });
    await expect(update(other.id, { email })).rejects.toMatchObject({ reason: 'email_taken' });
    expect(await update(user.id, { email })).toMatchObject({ email });
  });

  it('adds several at once, of one address the first, and none whose address is taken', async () => {
    const taken = await insert();
    const all = [aUser(), aUser({ email: taken.email.toUpperCase() }), aUser({ email: 'NEW@example.com' })];
    const again = { ...aUser(), email: 'new@Example.com' };
    const inserted = await database.transaction('test', (tx) => users.insertAll(tx, [...all, again]));
    const [first, , third] = inserted.map(({ id }) => id ?? 0);
    expect(inserted).toEqual([
      { id: expect.any(Number) as number, repeated: false },
      { id: null, repeated: false },
      { id: expect.any(Number) as number, repeated: false },
      { id: null, repeated: true },
    ]);
    const found = await users.findAll([third ?? 0, first ?? 0, taken.id, 999_999_999]);
    expect(found).toContainEqual(expect.objectContaining({ ...all[2], id: third }));
    expect(found.map(({ id }) => id).sort()).toEqual([first, taken.id, third].sort());
    expect(found).toContainEqual(taken);
  });

  it('finds a user by their address, whatever its case', async () => {
    const user = await insert({ email: 'ada@example.com' });
    expect(await users.findByEmail('ADA@example.com')).toEqual(user);
    expect(await users.findByEmail('ad_@example.com')).toBeUndefined();
    const locked = database.transaction('test', (tx) => users.lockByEmail(tx, 'ADA@example.com'));
    expect(await locked).toEqual(user);
  });

  it('notes once that an address was verified, and forgets it with the address', async () => {
    const { id, email } = await insert();
    const verify = (address: string) =>
      database.transaction('test', (tx) => users.verifyEmail(tx, id, address));
    expect(await verify('other@example.com')).toBe(false);
    expect((await users.find(id))?.emailVerifiedAt).toBeNull();
    expect([await verify(email.toUpperCase()), await verify(email)]).toEqual([true, false]);
    const { emailVerifiedAt } = (await users.findByEmail(email)) ?? {};
    expect(emailVerifiedAt).toBeInstanceOf(Date);
    expect(await update(id, { name: 'Changed' })).toMatchObject({ emailVerifiedAt });
    expect(await update(id, { email: email.toUpperCase() })).toMatchObject({ emailVerifiedAt });
    expect(await update(id, { email: 'new@example.com' })).toMatchObject({ emailVerifiedAt: null });
  });

  it('counts versions, and keeps when a user was created', async () => {
    const user = await insert();
    const changed = await update(user.id, { name: 'Changed' });
    expect(changed).toMatchObject({
      name: 'Changed',
      email: user.email,
      version: 2,
      createdAt: user.createdAt,
    });
    expect(await users.find(user.id)).toEqual(changed);
    expect(await update(user.id, {})).toEqual(changed);
  });

  it('keeps roles, and always an admin once there is one', async () => {
    const [first, second] = [await insert(), await insert()];
    const setRole = (id: number, role: Role) =>
      database.transaction('test', (tx) => users.setRole(tx, id, role));
    const lockRole = (id: number) => database.transaction('test', (tx) => users.lockRole(tx, id));
    expect(await lockRole(first.id)).toBe('user');
    expect(await lockRole(second.id + 1)).toBeUndefined();
    await setRole(first.id, 'admin');
    expect(await users.find(first.id)).toMatchObject({ role: 'admin', version: 2 });
    const refused = { code: 'conflict', reason: 'last_admin' };
    await expect(setRole(first.id, 'user')).rejects.toMatchObject(refused);
    await expect(remove(first.id)).rejects.toMatchObject(refused);
    await setRole(second.id, 'admin');
    await setRole(first.id, 'moderator');
    await expect(remove(second.id)).rejects.toMatchObject(refused);
    expect(await remove(first.id)).toBe(true);
  });

  it('changes and deletes only a version that was named', async () => {
    const { id } = await insert();
    expect(await update(id, { name: 'New' }, [2, 3])).toBeUndefined();
    expect(await update(id, { name: 'New' }, [])).toBeUndefined();
    expect(await update(id, {}, [2])).toBeUndefined();
    expect(await remove(id, [2])).toBe(false);
    expect(await update(id, { name: 'New' }, [7, 1])).toMatchObject({ version: 2 });
    expect(await remove(id, [2])).toBe(true);
    expect(await remove(id)).toBe(false);
    expect(await update(id, { name: 'Late' })).toBeUndefined();
  });

  it('forgets what was rolled back', async () => {
    const user = await insert();
    const work = database.transaction('test', async (tx) => {
      await users.insert(tx, aUser());
      await users.update(tx, user.id, { name: 'Never' });
      throw new Error('roll back');
    });
    await expect(work).rejects.toThrow('roll back');
    expect((await users.list({}, 'createdAt', { limit: 10 })).items).toEqual([user]);
  });

  it('lists by name and e-mail address without regard to case, in each order', async () => {
    const { email } = await insert({ name: 'Barbara' });
    for (const name of ['Ada', 'Grace', 'Adam']) await insert({ name });
    const limit = 10;
    expect(await names({}, 'createdAt', { limit })).toEqual(['Barbara', 'Ada', 'Grace', 'Adam']);
    expect(await names({}, '-createdAt', { limit })).toEqual(['Adam', 'Grace', 'Ada', 'Barbara']);
    expect(await names({}, 'name', { limit })).toEqual(['Ada', 'Adam', 'Barbara', 'Grace']);
    expect(await names({}, '-name', { limit })).toEqual(['Grace', 'Barbara', 'Adam', 'Ada']);
    expect(await names({ name: 'ADA' }, 'name', { limit })).toEqual(['Ada', 'Adam']);
    expect(await names({ name: '%' }, 'name', { limit })).toEqual([]);
    expect(await names({ email: email.toUpperCase() }, 'name', { limit })).toEqual(['Barbara']);
  });

  it('lists in parts, by cursor and by page', async () => {
    for (const name of ['A', 'B', 'C', 'D', 'E']) await insert({ name });
    const first = await users.list({}, 'name', { limit: 2 });
    expect(first).toMatchObject({ items: [{ name: 'A' }, { name: 'B' }], limit: 2 });
    expect(first).not.toHaveProperty('total');
    const cursor = first.nextCursor;
    const second = await users.list({}, 'name', { limit: 2, cursor });
    expect(second.items).toMatchObject([{ name: 'C' }, { name: 'D' }]);
    const last = await users.list({}, 'name', { limit: 2, cursor: second.nextCursor });
    expect(last).toMatchObject({ items: [{ name: 'E' }] });
    expect(last).not.toHaveProperty('nextCursor');
    const page = await users.list({}, 'name', { limit: 2, page: 3 });
    expect(page).toMatchObject({ items: [{ name: 'E' }], page: 3, total: 5 });
    for (const request of [{ cursor, page: 1 }, { cursor: 'forged' }])
      await expect(async () => users.list({}, 'name', { limit: 2, ...request })).rejects.toMatchObject({
        code: 'malformed',
      });
    await expect(async () => users.list({}, '-name', { limit: 2, cursor })).rejects.toMatchObject({
      code: 'malformed',
    });
  });
}
