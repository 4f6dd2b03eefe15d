import { randomUUID } from 'node:crypto';
import type { TestApi } from '../support/api.ts';
import { createUser } from './a-user.ts';

export interface Sending {
  toUserId: number;
  amount: string;
  currency: string;
  memo?: string;
}

/** Sends money through the API; each call is a request of its own unless it has a key. */
export function send(
  api: Pick<TestApi, 'as'>,
  fromUserId: number,
  body: Partial<Sending>,
  key: string = randomUUID(),
) {
  return api
    .as({ id: fromUserId })
    .post('/api/v1/transfers')
    .set('idempotency-key', key)
    .send({ amount: '100', currency: 'EUR', ...body });
}

/** Brings money in through the API. */
export async function deposit(
  api: TestApi,
  userId: number,
  amount: number,
  currency = 'EUR',
): Promise<{ id: number }> {
  const { body } = await api
    .http()
    .post('/api/v1/deposits')
    .set('idempotency-key', randomUUID())
    .send({ userId, amount: String(amount), currency })
    .expect(201);
  return body as { id: number };
}

/** A user with so many cents. */
export async function aUserWith(api: TestApi, amount: number): Promise<{ id: number }> {
  const user = await createUser(api);
  if (amount > 0) await deposit(api, user.id, amount);
  return user;
}

/** What the user has, in minor units; as the primary knows it. */
export async function balanceOf(api: TestApi, userId: number, currency = 'EUR'): Promise<number> {
  const [row] = await api.dataSource.query<{ balance: number }[]>(
    'SELECT balance FROM wallets WHERE user_id = $1 AND currency = $2',
    [userId, currency],
  );
  return row?.balance ?? 0;
}

/** Many deposits of one amount, by SQL; the user and the treasury have their wallets. */
export async function depositOften(
  { dataSource }: Pick<TestApi, 'dataSource'>,
  { userId, amount, currency }: { userId: number; amount: bigint; currency: string },
  times: number,
): Promise<void> {
  const sql = `
    WITH pair AS (
      SELECT credit.id AS credit, debit.id AS debit, credit.balance AS has, debit.balance AS owes
      FROM wallets credit JOIN wallets debit USING (currency)
      WHERE credit.user_id = $1 AND debit.kind = 'treasury' AND currency = $2
    ), made AS (
      INSERT INTO transfers (kind, from_wallet_id, to_wallet_id, amount, currency)
      SELECT 'deposit', debit, credit, $3, $2 FROM pair, generate_series(1, $4) RETURNING id
    ), numbered AS (SELECT id, $3::bigint * row_number() OVER (ORDER BY id) AS sum FROM made)
    INSERT INTO ledger_entries (transfer_id, wallet_id, amount, balance_after)
    SELECT id, wallet, sign * $3::bigint, before + sign * sum
    FROM numbered, pair, LATERAL (VALUES (pair.debit, -1, owes), (pair.credit, 1, has)) AS leg (wallet, sign, before)
    ORDER BY id`;
  // A hundred at a time, far from the statement time-out.
  for (let left = times; left > 0; left -= 100)
    await dataSource.query(sql, [userId, currency, String(amount), Math.min(left, 100)]);
}
