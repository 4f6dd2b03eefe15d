import { Database } from '../../src/platform/database/database.js';
import type { Transaction } from '../../src/platform/database/transaction.js';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let database: Database;
const TWO_AT_ONCE = 2;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  database = api.app.get(Database);
});

const rename = (tx: Transaction, id: number, name: string) =>
  tx.manager.query('UPDATE users SET name = $2 WHERE id = $1', [id, name]);

const nameOf = async (id: number) => (await api.http().get(`/api/v1/users/${id}`)).body.name as string;

/** Resolves for everybody once `count` have come, and at once for whoever comes later. */
function meetingOf(count: number): () => Promise<void> {
  const meeting = Promise.withResolvers<void>();
  let there = 0;
  return () => {
    there += 1;
    if (there >= count) meeting.resolve();
    return meeting.promise;
  };
}

describe('a transaction', () => {
  it('that meets a deadlock runs again, whole and fresh, until both are done [W3.S5] [W4.S5] [W9.H6]', async () => {
    const [a, b] = [await createUser(api), await createUser(api)];
    const met = meetingOf(TWO_AT_ONCE);
    const transactions = new Set<unknown>();
    let runs = 0;
    const inOrder = (first: number, second: number, name: string) =>
      database.transaction('test.deadlock', async (tx) => {
        runs += 1;
        transactions.add((await tx.manager.query('SELECT pg_current_xact_id()::text AS id'))[0].id);
        await rename(tx, first, name);
        await met();
        await rename(tx, second, name);
      });
    await Promise.all([inOrder(a.id, b.id, 'One'), inOrder(b.id, a.id, 'Two')]);
    expect(runs).toBe(3);
    expect(transactions.size).toBe(3);
    expect(await nameOf(a.id)).toBe(await nameOf(b.id));
    expect(api.log.of('transaction retried')).toMatchObject([
      { transaction: 'test.deadlock', attempt: 1, sqlState: '40P01' },
    ]);
  });

  it('that cannot be serialized runs again and sees what the other wrote [W3.S5] [W9.H6]', async () => {
    const user = await createUser(api, { name: '0' });
    const met = meetingOf(TWO_AT_ONCE);
    const increment = () =>
      database.transaction('test.serialize', async (tx) => {
        await tx.manager.query('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE');
        const [{ name }] = await tx.manager.query('SELECT name FROM users WHERE id = $1', [user.id]);
        await met();
        await rename(tx, user.id, String(Number(name) + 1));
      });
    await Promise.all([increment(), increment()]);
    expect(await nameOf(user.id)).toBe('2');
    expect(api.log.of('transaction retried').at(-1)).toMatchObject({ sqlState: '40001' });
  });

  it('gives up after five attempts and leaves nothing', async () => {
    const user = await createUser(api, { name: 'Before' });
    let attempts = 0;
    const work = database.transaction('test.hopeless', async (tx) => {
      attempts += 1;
      await rename(tx, user.id, 'After');
      await tx.manager.query(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`);
    });
    await expect(work).rejects.toMatchObject({ code: 'unavailable', reason: 'serialization_failure' });
    expect(attempts).toBe(5);
    expect(await nameOf(user.id)).toBe('Before');
  });

  it('that fails otherwise is not run again', async () => {
    let attempts = 0;
    const work = database.transaction('test.duplicate', async (tx) => {
      attempts += 1;
      await tx.manager.query(
        `INSERT INTO users (name, email) VALUES ('A', 'a@b.example'), ('B', 'A@B.example')`,
      );
    });
    await expect(work).rejects.toMatchObject({ reason: 'email_taken' });
    expect(attempts).toBe(1);
  });

  it('may not stand inside of another', async () => {
    const work = database.transaction('test.outer', () => database.transaction('test.inner', async () => {}));
    await expect(work).rejects.toThrow('transaction test.inner inside of test.outer');
    await expect(database.transaction('test.after', async () => 'free')).resolves.toBe('free');
  });
});

describe('an effect after commit', () => {
  it('runs in order, once the change can be seen by everyone', async () => {
    const user = await createUser(api);
    const seen: string[] = [];
    await database.transaction('test.effects', async (tx) => {
      tx.afterCommit(async () => void seen.push(await nameOf(user.id)));
      tx.afterCommit(async () => void seen.push('second'));
      await rename(tx, user.id, 'Committed');
      seen.push('work');
    });
    expect(seen).toEqual(['work', 'Committed', 'second']);
  });

  it('never runs for a change that was rolled back, and once for one that was tried again', async () => {
    const effects: string[] = [];
    const failing = database.transaction('test.rollback', async (tx) => {
      tx.afterCommit(async () => void effects.push('rolled back'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    let attempts = 0;
    await database.transaction('test.retry', async (tx) => {
      attempts += 1;
      tx.afterCommit(async () => void effects.push('retried'));
      if (attempts < 3)
        await tx.manager.query(`DO $$ BEGIN RAISE EXCEPTION '' USING ERRCODE = '40P01'; END $$`);
    });
    expect(effects).toEqual(['retried']);
  });

  it('that fails is logged and stops neither the next nor the answer', async () => {
    const effects: string[] = [];
    const result = await database.transaction('test.faulty', async (tx) => {
      tx.afterCommit(() => Promise.reject(new Error('mail server away')));
      tx.afterCommit(async () => void effects.push('next'));
      return 'done';
    });
    expect(result).toBe('done');
    expect(effects).toEqual(['next']);
    expect(api.log.of('effect after commit failed')).toMatchObject([{ transaction: 'test.faulty' }]);
  });
});
