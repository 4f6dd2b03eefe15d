import { randomUUID } from 'node:crypto';
import { createUser } from '../builders/a-user.ts';
import { aUserWith, balanceOf, send } from '../builders/money.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';

/** Two processes' worth of API on one database. */
let apis: [TestApi, TestApi];
let api: TestApi;

beforeAll(async () => {
  apis = [await startApi(PRIMARY_ONLY), await startApi(PRIMARY_ONLY)];
  [api] = apis;
});

/** Does something so many times at once, by turns through both. */
function atOnce<T>(count: number, work: (api: TestApi, index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(apis[index % 2] ?? api, index)));
}

async function entriesSum(): Promise<unknown> {
  const [row] = await api.dataSource.query<object[]>(
    `SELECT sum(amount)::int AS entries, (SELECT sum(balance)::int FROM wallets) AS balances FROM ledger_entries`,
  );
  return row;
}

describe('transfers at once', () => {
  it('spend what there is and no more, whoever asks [W3.H1]', async () => {
    const [from, to] = [await aUserWith(api, 1000), await createUser(api)];
    const answers = await atOnce(50, (each) => send(each, from.id, { toUserId: to.id, amount: '100' }));
    const statuses = answers.map(
      ({ status, body }) => `${status} ${(body as { reason?: string }).reason ?? ''}`,
    );
    expect(statuses.filter((status) => status === '201 ')).toHaveLength(10);
    expect(statuses.filter((status) => status === '409 insufficient_funds')).toHaveLength(40);
    expect([await balanceOf(api, from.id), await balanceOf(api, to.id)]).toEqual([0, 1000]);
  });

  it('in opposite directions between the same wallets all succeed', async () => {
    const pair = [await aUserWith(api, 1000), await aUserWith(api, 1000)] as const;
    const answers = await atOnce(60, (each, index) => {
      const [from, to] = index % 4 < 2 ? pair : [pair[1], pair[0]];
      return send(each, from.id, { toUserId: to.id, amount: '5' });
    });
    expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(201));
    expect([await balanceOf(api, pair[0].id), await balanceOf(api, pair[1].id)]).toEqual([1000, 1000]);
    // Nobody had to be told to try again: the locks are taken in one order.
    const states = apis.flatMap(({ log }) => log.of('transaction retried').map(({ sqlState }) => sqlState));
    expect(states).not.toContain('40P01');
  });

  it('open one wallet for a receiver who has none', async () => {
    const receiver = await createUser(api);
    const senders = await Promise.all(Array.from({ length: 10 }, () => aUserWith(api, 100)));
    const answers = await atOnce(10, (each, index) =>
      send(each, senders[index]?.id ?? 0, { toUserId: receiver.id, amount: '100' }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(await balanceOf(api, receiver.id)).toBe(1000);
  });

  it('with one key are one transfer', async () => {
    const [from, to] = [await aUserWith(api, 1000), await createUser(api)];
    const key = randomUUID();
    const answers = await atOnce(20, (each) => send(each, from.id, { toUserId: to.id, amount: '100' }, key));
    expect(new Set(answers.map(({ status }) => status).filter((status) => status !== 409))).toEqual(
      new Set([201]),
    );
    const again = await send(api, from.id, { toUserId: to.id, amount: '100' }, key).expect(201);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await balanceOf(api, from.id)).toBe(900);
  });

  it('leave balances that are the sum of entries, and a ledger that is zero', async () => {
    expect(await entriesSum()).toEqual({ entries: 0, balances: 0 });
  });
});

describe('an error between the two legs', () => {
  const legs = (userId: number) =>
    api.dataSource.query<object[]>(
      `SELECT entry.id FROM ledger_entries entry JOIN wallets wallet ON wallet.id = wallet_id WHERE user_id = $1`,
      [userId],
    );

  async function untouched(from: number, to: number): Promise<void> {
    expect([await balanceOf(api, from), await balanceOf(api, to)]).toEqual([1000, 0]);
    expect([await legs(from), await legs(to)]).toMatchObject([{ length: 1 }, { length: 0 }]);
  }

  it('leaves neither of them, and the key free to try again [W3.H2]', async () => {
    const [from, to, key] = [await aUserWith(api, 1000), await createUser(api), randomUUID()];
    // Triggers fire in the order of their names: this one after the first leg has moved its balance, which it makes
    // sure of, and before the second leg moves its own.
    await api.dataSource.query(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM wallets WHERE user_id = ${from.id} AND balance = 900) THEN
          RAISE EXCEPTION 'between the legs' USING ERRCODE = 'system_error';
        END IF;
        RETURN NULL;
      END $$`);
    await api.dataSource.query(`
      CREATE TRIGGER a_fault AFTER INSERT ON ledger_entries FOR EACH ROW EXECUTE FUNCTION fail()`);
    try {
      await send(api, from.id, { toUserId: to.id }, key).expect(500);
      await untouched(from.id, to.id);
    } finally {
      await api.dataSource.query('DROP TRIGGER a_fault ON ledger_entries; DROP FUNCTION fail()');
    }
    const retried = await send(api, from.id, { toUserId: to.id }, key).expect(201);
    expect(retried.headers['idempotency-replayed']).toBeUndefined();
    expect([await balanceOf(api, from.id), await balanceOf(api, to.id)]).toEqual([900, 100]);
  });

  it('that kills the connection leaves neither, either [W3.H2]', async () => {
    const [from, to, key] = [await aUserWith(api, 1000), await aUserWith(api, 1), randomUUID()];
    // Between the legs the transfer has the first wallet, and waits for the second.
    const lock = `SELECT 1 FROM wallets WHERE user_id = ${to.id} FOR UPDATE`;
    await whileLocked(lock, async () => {
      const answer = send(api, from.id, { toUserId: to.id }, key).then(({ status }) => status);
      await eventually(async () => (await waiting(api)) === 1);
      await api.dataSource.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(await answer).toBe(503);
    });
    expect([await balanceOf(api, from.id), await balanceOf(api, to.id)]).toEqual([1000, 1]);
    await send(api, from.id, { toUserId: to.id }, key).expect(201);
    expect([await balanceOf(api, from.id), await balanceOf(api, to.id)]).toEqual([900, 101]);
  });
});
