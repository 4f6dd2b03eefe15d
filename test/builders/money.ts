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
