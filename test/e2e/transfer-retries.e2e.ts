import pg from 'pg';
import { aUserWith, balanceOf, send } from '../builders/money.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting } from '../support/held-lock.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
/** Somebody else's session, which keeps to no order. */
let other: pg.Client;

async function connect(options = ''): Promise<{ api: TestApi; other: pg.Client }> {
  const { DATABASE_URL = '' } = await workerEnvironment();
  const url = new URL(DATABASE_URL);
  if (options) url.searchParams.set('options', options);
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  // It waits for as long as it takes, so that the server ends the transfer's deadlock and not this session's.
  await client.query(`SET deadlock_timeout = '1h'`);
  return { api: await startApi({ ...PRIMARY_ONLY, DATABASE_URL: url.toString() }), other: client };
}

afterEach(() => other.end());

const lock = (userId: number) =>
  other.query('SELECT FROM wallets WHERE user_id = $1 FOR NO KEY UPDATE', [userId]);

const retries = () => api.log.of('transaction retried');

describe('a transfer', () => {
  it('that is the victim of a deadlock is tried again and happens once [W3.S5] [W3.H1]', async () => {
    ({ api, other } = await connect());
    const [first, second] = [await aUserWith(api, 1000), await aUserWith(api, 1000)];
    let sent = 0;
    // On a very slow machine the server has looked for a deadlock before this session makes it one: then another try.
    for (let turn = 0; turn < 4 && retries().length === 0; turn += 1) {
      await other.query('BEGIN');
      await lock(second.id);
      const answer = send(api, first.id, { toUserId: second.id, amount: '10' }).then(({ status }) => status);
      await eventually(async () => (await waiting(api)) === 1);
      // The transfer has the first wallet and waits for the second.
      await lock(first.id);
      await other.query('ROLLBACK');
      if ((await answer) === 201) sent += 1;
    }
    expect(retries()).toMatchObject([{ transaction: 'transfer.create', attempt: 1, sqlState: '40P01' }]);
    expect(sent).toBe(1);
    expect([await balanceOf(api, first.id), await balanceOf(api, second.id)]).toEqual([990, 1010]);
  });

  it('that cannot be serialized is tried again and happens once [W3.S5] [W3.H1]', async () => {
    ({ api, other } = await connect('-c default_transaction_isolation=repeatable\\ read'));
    const [from, to] = [await aUserWith(api, 1000), await aUserWith(api, 1000)];
    await other.query('BEGIN');
    await other.query('UPDATE wallets SET version = version WHERE user_id = $1', [from.id]);
    const answer = send(api, from.id, { toUserId: to.id, amount: '10' }).then(({ status }) => status);
    await eventually(async () => (await waiting(api)) === 1);
    await other.query('COMMIT');
    expect(await answer).toBe(201);
    expect(retries()).toMatchObject([{ transaction: 'transfer.create', attempt: 1, sqlState: '40001' }]);
    expect([await balanceOf(api, from.id), await balanceOf(api, to.id)]).toEqual([990, 1010]);
  });
});
