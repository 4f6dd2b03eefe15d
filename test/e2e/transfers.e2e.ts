import { randomUUID } from 'node:crypto';
import { createUser } from '../builders/a-user.ts';
import { aUserWith, balanceOf, deposit, send } from '../builders/money.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

async function aPair(amount = 1000): Promise<[from: number, to: number]> {
  return [(await aUserWith(api, amount)).id, (await createUser(api)).id];
}

describe('a transfer', () => {
  it('moves money from one wallet to another, and both sides see it [W3.H1]', async () => {
    const [from, to] = await aPair();
    const made = await send(api, from, { toUserId: to, amount: '250', memo: 'Tea and cake' }).expect(201);
    expect(made.headers.location).toBe(`/api/v1/transfers/${made.body.id}`);
    expect(made.body).toEqual({
      id: expect.any(Number) as number,
      kind: 'transfer',
      fromUserId: from,
      toUserId: to,
      amount: '250',
      currency: 'EUR',
      memo: 'Tea and cake',
      createdAt: expect.any(String) as string,
    });
    expect([await balanceOf(api, from), await balanceOf(api, to)]).toEqual([750, 250]);
    for (const id of [from, to])
      expect(
        (
          await api
            .as({ id })
            .get(made.headers.location as string)
            .expect(200)
        ).body,
      ).toEqual(made.body);
  });
});

describe('a deposit', () => {
  it('brings money in from the treasury', async () => {
    const { id } = await createUser(api);
    await deposit(api, id, 500, 'JPY');
    await deposit(api, id, 500, 'JPY');
    expect(await balanceOf(api, id, 'JPY')).toBe(1000);
  });
});

describe('an idempotency key', () => {
  it('is required', async () => {
    const [from, to] = await aPair();
    const body = { toUserId: to, amount: '1', currency: 'EUR' };
    const answer = await api.as({ id: from }).post('/api/v1/transfers').send(body).expect(400);
    expect(answer.body).toMatchObject({
      reason: 'idempotency_key_required',
      errors: [{ field: 'Idempotency-Key', code: 'idempotency_key_required' }],
    });
    expect(await balanceOf(api, from)).toBe(1000);
  });

  it('sent twice is one transfer with one answer', async () => {
    const [from, to] = await aPair();
    const key = randomUUID();
    const first = await send(api, from, { toUserId: to }, key).expect(201);
    const again = await send(api, from, { toUserId: to }, key).expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers).toMatchObject({ location: first.headers.location, 'idempotency-replayed': 'true' });
    const other = await send(api, from, { toUserId: to, amount: '2' }, key).expect(422);
    expect(other.body).toMatchObject({ reason: 'idempotency_key_reused' });
    expect(await balanceOf(api, from)).toBe(900);
  });
});
