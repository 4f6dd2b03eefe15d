import pg from 'pg';
import { createUser } from '../builders/a-user.ts';
import { aUserWith, balanceOf, send } from '../builders/money.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
let sql: pg.Client;
let from: Row;
let to: Row;

interface Row {
  wallet: string;
  user: number;
}

beforeAll(async () => {
  api = await startApi();
  const { DATABASE_URL } = await workerEnvironment();
  sql = new pg.Client({ connectionString: DATABASE_URL });
  await sql.connect();
  const [rich, poor] = [await aUserWith(api, 1000), await createUser(api)];
  await send(api, rich.id, { toUserId: poor.id, amount: '100' }).expect(201);
  [from, to] = [await walletOf(rich.id), await walletOf(poor.id)];
});

afterAll(() => sql.end());

async function walletOf(user: number): Promise<Row> {
  const { rows } = await sql.query<{ id: string }>('SELECT id FROM wallets WHERE user_id = $1', [user]);
  return { user, wallet: rows[0]?.id ?? '' };
}

/** Runs statements in one transaction and says which constraint stopped them, and at which: the last is the commit. */
async function stoppedBy(...statements: string[]): Promise<[constraint: string | undefined, at: number]> {
  await sql.query('BEGIN');
  let at = 0;
  try {
    for (const statement of [...statements, 'COMMIT']) {
      await sql.query(statement);
      at += 1;
    }
    return [undefined, at];
  } catch (error) {
    await sql.query('ROLLBACK');
    const { constraint, message } = error as pg.DatabaseError;
    return [constraint ?? message, at];
  }
}

const transfer = (fields: { from: Row; to: Row; amount?: number; currency?: string }) =>
  `INSERT INTO transfers (kind, from_wallet_id, to_wallet_id, amount, currency)
   VALUES ('transfer', ${fields.from.wallet}, ${fields.to.wallet}, ${fields.amount ?? 10}, '${fields.currency ?? 'EUR'}')`;

const LATEST = '(SELECT max(id) FROM transfers)';

const entry = ({ wallet }: Row, amount: number, after = `balance + ${amount}`) =>
  `INSERT INTO ledger_entries (transfer_id, wallet_id, amount, balance_after)
   SELECT ${LATEST}, id, ${amount}, ${after} FROM wallets WHERE id = ${wallet}`;

describe('the database refuses', () => {
  it('a transfer without entries, when it commits', async () => {
    expect(await stoppedBy(transfer({ from, to }))).toEqual(['transfers_balanced_check', 1]);
  });

  it('a transfer of one leg', async () => {
    const half = [transfer({ from, to }), entry(from, -10)];
    expect(await stoppedBy(...half)).toEqual(['transfers_balanced_check', 2]);
  });

  it('legs that do not sum to zero', async () => {
    const statements = [transfer({ from, to }), entry(from, -10), entry(to, 11)];
    expect(await stoppedBy(...statements)).toEqual(['transfers_balanced_check', 3]);
  });

  it('legs that sum to zero, of another amount than the transfer', async () => {
    const statements = [transfer({ from, to }), entry(from, -11), entry(to, 11)];
    expect(await stoppedBy(...statements)).toEqual(['transfers_balanced_check', 3]);
  });

  it('legs on the wrong sides', async () => {
    const statements = [transfer({ from, to }), entry(from, 10), entry(to, -10)];
    expect(await stoppedBy(...statements)).toEqual(['transfers_balanced_check', 3]);
  });

  it('a leg more, of a new transfer and of an old one', async () => {
    const whole = [transfer({ from, to }), entry(from, -10), entry(to, 10)];
    expect(await stoppedBy(...whole, entry(to, 5))).toEqual(['ledger_entries_leg_key', 3]);
    expect(await stoppedBy(...whole)).toEqual([undefined, 4]);
    expect(await stoppedBy(entry(from, -5))).toEqual(['ledger_entries_leg_key', 0]);
  });

  it('an entry whose balance is not what the wallet then has', async () => {
    const statements = [transfer({ from, to }), entry(from, -10, 'balance')];
    expect(await stoppedBy(...statements)).toEqual(['ledger_entries_balance_after_check', 1]);
  });

  it('a balance that moves without an entry, or before there is one', async () => {
    const moved = `UPDATE wallets SET balance = balance + 1 WHERE id = ${to.wallet}`;
    expect(await stoppedBy(moved)).toEqual(['wallets_moved_by_entries', 0]);
    const opened = `INSERT INTO wallets (user_id, currency, balance) VALUES (${to.user}, 'USD', 5)`;
    expect(await stoppedBy(opened)).toEqual(['wallets_moved_by_entries', 0]);
    // What is not inserted moves nothing.
    const before = await balanceOf(api, to.user);
    expect(await stoppedBy(`${entry(to, 5)} ON CONFLICT DO NOTHING`)).toEqual([undefined, 2]);
    expect(await balanceOf(api, to.user)).toBe(before);
  });

  it('a negative balance, but of the treasury', async () => {
    const statements = [transfer({ from: to, to: from, amount: 5000 }), entry(to, -5000)];
    expect(await stoppedBy(...statements)).toEqual(['wallets_balance_check', 1]);
    const { rows } = await sql.query<{ balance: string }>(
      `SELECT balance FROM wallets WHERE kind = 'treasury'`,
    );
    expect(Number(rows[0]?.balance)).toBe(-1000);
  });

  it('a transfer between currencies, to itself, or of nothing', async () => {
    const dollars = transfer({ from, to, currency: 'USD' });
    expect(await stoppedBy(dollars)).toEqual(['transfers_from_wallet_id_fkey', 0]);
    expect(await stoppedBy(transfer({ from, to: from }))).toEqual(['transfers_wallets_check', 0]);
    expect(await stoppedBy(transfer({ from, to, amount: 0 }))).toEqual(['transfers_amount_check', 0]);
  });

  it.each([
    ['transfers', `UPDATE transfers SET memo = 'other'`],
    ['transfers', 'DELETE FROM transfers'],
    ['transfers', 'TRUNCATE transfers CASCADE'],
    ['ledger_entries', 'UPDATE ledger_entries SET amount = amount * 2'],
    ['ledger_entries', 'DELETE FROM ledger_entries'],
    ['ledger_entries', 'TRUNCATE ledger_entries'],
  ])('to change the past of %s: %s', async (table, change) => {
    expect(await stoppedBy(change)).toEqual([`${table} is append-only`, 0]);
    const replaying = `SET LOCAL session_replication_role = replica`;
    expect(await stoppedBy(replaying, change)).toEqual([`${table} is append-only`, 1]);
  });

  it('to change whose a wallet is, or what it holds', async () => {
    for (const change of [
      `user_id = ${to.user}, currency = 'CHF'`,
      `currency = 'CHF'`,
      `kind = 'treasury', user_id = NULL`,
    ])
      expect(await stoppedBy(`UPDATE wallets SET ${change} WHERE id = ${from.wallet}`)).toEqual([
        'wallets_moved_by_entries',
        0,
      ]);
  });

  it('to delete a wallet that has a past', async () => {
    const [constraint] = await stoppedBy(`DELETE FROM wallets WHERE id = ${from.wallet}`);
    expect(constraint).toMatch(/_fkey$/);
  });
});
