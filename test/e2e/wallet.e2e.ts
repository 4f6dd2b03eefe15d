import { createUser } from '../builders/a-user.ts';
import { aUserWith, balanceOf, deposit, send } from '../builders/money.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

interface Listed {
  data: { id: number; amount: string; balanceAfter?: string }[];
  meta: { nextCursor?: string };
}

/** All of a list, by cursor. */
async function walk(userId: number, path: string): Promise<Listed['data']> {
  const all: Listed['data'] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const url = `${path}${path.includes('?') ? '&' : '?'}limit=2${cursor && `&cursor=${cursor}`}`;
    const { data, meta } = (await api.as({ id: userId }).get(url).expect(200)).body as Listed;
    all.push(...data);
    cursor = meta.nextCursor;
  }
  return all;
}

/** Somebody who had 1000 and 500, sent 100, 200 and 300, and got 50. */
async function busyUsers(): Promise<[one: number, other: number]> {
  const [one, other] = [(await aUserWith(api, 1000)).id, (await aUserWith(api, 500)).id];
  for (const amount of ['100', '200', '300']) await send(api, one, { toUserId: other, amount }).expect(201);
  await send(api, other, { toUserId: one, amount: '50' }).expect(201);
  return [one, other];
}

describe('a wallet', () => {
  it('is there for each currency that was used', async () => {
    const { id } = await createUser(api);
    expect((await api.as({ id }).get('/api/v1/wallet').expect(200)).body).toEqual({ data: [] });
    await deposit(api, id, 1200);
    await deposit(api, id, 70, 'JPY');
    const { body } = await api.as({ id }).get('/api/v1/wallet').expect(200);
    expect(body).toMatchObject({
      data: [
        { currency: 'EUR', balance: '1200' },
        { currency: 'JPY', balance: '70' },
      ],
    });
  });

  it('shows what went in and out, newest first and by cursor, each with the balance after it', async () => {
    const [one] = await busyUsers();
    const entries = await walk(one, '/api/v1/wallet/entries?currency=EUR');
    expect(entries.map(({ amount, balanceAfter }) => [amount, balanceAfter])).toEqual([
      ['50', '450'],
      ['-300', '400'],
      ['-200', '700'],
      ['-100', '900'],
      ['1000', '1000'],
    ]);
    const { body } = await api.as({ id: one }).get('/api/v1/wallet/entries?currency=USD').expect(200);
    expect(body).toEqual({ data: [], meta: { limit: 20 } });
  });

  it.each([
    '',
    '?currency=EURO',
    '?currency=EUR&cursor=AAAA',
    '?currency=EUR&page=1',
    '?currency=EUR&limit=0',
  ])('does not understand entries%s', async (query) => {
    await api.http().get(`/api/v1/wallet/entries${query}`).expect(400);
  });
});

describe('the transfers of a user', () => {
  it('are those sent, those received, or both, newest first and by cursor', async () => {
    const [one, other] = await busyUsers();
    const amounts = async (userId: number, path: string) =>
      (await walk(userId, path)).map(({ amount }) => Number(amount));
    expect(await amounts(one, '/api/v1/transfers')).toEqual([50, 300, 200, 100, 1000]);
    expect(await amounts(one, '/api/v1/transfers?direction=sent')).toEqual([300, 200, 100]);
    expect(await amounts(one, '/api/v1/transfers?direction=received')).toEqual([50, 1000]);
    expect(await amounts(other, '/api/v1/transfers?direction=sent')).toEqual([50]);
  });

  it('are of all currencies', async () => {
    const { id } = await aUserWith(api, 10);
    await deposit(api, id, 20, 'USD');
    await deposit(api, id, 30);
    expect((await walk(id, '/api/v1/transfers')).map(({ amount }) => amount)).toEqual(['30', '20', '10']);
  });

  it('are seen by nobody else, but by those who keep the ledger', async () => {
    const [one, other, third] = [await aUserWith(api, 10), await createUser(api), await createUser(api)];
    const { headers } = await send(api, one.id, { toUserId: other.id, amount: '1' }).expect(201);
    const path = headers.location as string;
    for (const { id } of [one, other]) await api.as({ id }).get(path).expect(200);
    const { body } = await api.as({ id: third.id, role: 'moderator' }).get(path).expect(404);
    expect(body).toMatchObject({ reason: 'transfer_not_found' });
    await api.http().get(path).expect(200);
    expect(await walk(third.id, '/api/v1/transfers')).toEqual([]);
  });
});

describe('a user with money', () => {
  it('is not deleted, by nobody', async () => {
    const { id } = await aUserWith(api, 1);
    const { body } = await api.http().delete(`/api/v1/users/${id}`).expect(409);
    expect(body).toMatchObject({ reason: 'wallet_not_empty' });
    expect(await balanceOf(api, id)).toBe(1);
    await api.http().get(`/api/v1/users/${id}`).expect(200);
  });

  it('is deleted once it is spent, and the others keep their past', async () => {
    const [one, other] = [await aUserWith(api, 100), await createUser(api)];
    const { headers } = await send(api, one.id, { toUserId: other.id }).expect(201);
    await api.http().delete(`/api/v1/users/${one.id}`).expect(204);
    const { body } = await api
      .as({ id: other.id })
      .get(headers.location as string)
      .expect(200);
    expect(body).toMatchObject({ toUserId: other.id, amount: '100' });
    expect(body).not.toHaveProperty('fromUserId');
    const refused = await send(api, other.id, { toUserId: one.id }).expect(422);
    expect(refused.body).toMatchObject({ reason: 'user_not_found' });
    const wallets = await api.dataSource.query<object[]>(
      `SELECT balance::int FROM wallets WHERE user_id IS NULL AND kind = 'user'`,
    );
    expect(wallets).toEqual([{ balance: 0 }]);
  });
});
