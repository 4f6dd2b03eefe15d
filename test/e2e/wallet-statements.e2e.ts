import Papa from 'papaparse';
import { createUser } from '../builders/a-user.ts';
import { aUserWith, deposit, depositOften, send } from '../builders/money.ts';
import { bearer } from '../support/access-token.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

function statement(userId: number, query = 'currency=EUR') {
  return fetch(`${api.url}/api/v1/wallet/statement?${query}`, { headers: bearer({ id: userId }) });
}

/** The rows of a statement as a program reads them. */
async function rowsOf(answer: Response): Promise<Record<string, string>[]> {
  const { data, errors } = Papa.parse<Record<string, string>>(await answer.text(), { header: true });
  expect(errors.filter(({ code }) => code !== 'TooFewFields')).toEqual([]);
  return data.filter(({ currency }) => currency !== undefined);
}

describe('a statement', () => {
  it('is a CSV file of what went in and out, the oldest first, in whole and small units', async () => {
    const [one, other] = [await aUserWith(api, 1234), await createUser(api)];
    await send(api, one.id, { toUserId: other.id, amount: '9', memo: 'Tea, "hot"' }).expect(201);
    const answer = await statement(one.id);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="statement-EUR.csv"');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(await rowsOf(answer)).toMatchObject([
      { kind: 'deposit', other_user: '', memo: '', amount: '12.34', balance: '12.34', currency: 'EUR' },
      {
        kind: 'transfer',
        other_user: String(other.id),
        memo: 'Tea, "hot"',
        amount: '-0.09',
        balance: '12.25',
      },
    ]);
  });

  it('has no decimals where the currency has none, and three where it has three', async () => {
    const { id } = await createUser(api);
    await deposit(api, id, 1234, 'JPY');
    await deposit(api, id, 1234, 'KWD');
    expect(await rowsOf(await statement(id, 'currency=JPY'))).toMatchObject([{ amount: '1234' }]);
    expect(await rowsOf(await statement(id, 'currency=KWD'))).toMatchObject([{ amount: '1.234' }]);
  });

  it.each([
    '=HYPERLINK("http://evil.example","click")',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    ' =1+1',
    '＝1+1',
    '|calc',
  ])('shows the memo %j as the text it is', async (memo) => {
    const [one, other] = [await aUserWith(api, 10), await createUser(api)];
    await send(api, one.id, { toUserId: other.id, amount: '1', memo }).expect(201);
    const [row] = await rowsOf(await statement(other.id));
    expect(row?.memo).toBe(`'${memo}`);
  });

  it('is of a period when one is asked for', async () => {
    const { id } = await aUserWith(api, 10);
    const time = (offsetMs: number) => encodeURIComponent(new Date(Date.now() + offsetMs).toISOString());
    const count = async (query: string) =>
      (await rowsOf(await statement(id, `currency=EUR&${query}`))).length;
    expect(await count(`from=${time(-600_000)}`)).toBe(1);
    expect(await count(`to=${time(-600_000)}`)).toBe(0);
    expect(await count(`from=${time(-600_000)}&to=${time(600_000)}`)).toBe(1);
    expect(await count(`from=${time(600_000)}`)).toBe(0);
  });

  it.each(['', 'currency=XXX', 'currency=EUR&from=1', 'currency=EUR&to=2026-13-01'])(
    'is not understood with %j',
    async (query) => {
      const answer = await statement(1, query);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        400,
        'application/problem+json; charset=utf-8',
      ]);
    },
  );

  it('of more lines than are read at once is whole, and each balance follows from the one before', async () => {
    const { id } = await aUserWith(api, 1);
    await depositOften(api, { userId: id, amount: 1n, currency: 'EUR' }, 1200);
    const rows = await rowsOf(await statement(id));
    expect(rows).toHaveLength(1201);
    const cents = rows.map(({ balance }) => Math.round(Number(balance) * 100));
    expect(cents).toEqual(Array.from(cents, (_, index) => index + 1));
  });

  it('whose reader goes away leaves nothing behind', async () => {
    const { id } = await aUserWith(api, 1);
    await depositOften(api, { userId: id, amount: 1n, currency: 'EUR' }, 1200);
    const client = new AbortController();
    const answer = await fetch(`${api.url}/api/v1/wallet/statement?currency=EUR`, {
      headers: bearer({ id }),
      signal: client.signal,
    });
    await answer.body?.getReader().read();
    client.abort();
    // That no connection is still in use is asked after every suite.
    await api.http().get('/api/v1/wallet').expect(200);
  });
});
