import { createUser } from '../builders/a-user.ts';
import { aUserWith, balanceOf, deposit, depositOften, type Sending, send } from '../builders/money.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let from: number;
let to: number;

beforeAll(async () => {
  api = await startApi();
  from = (await aUserWith(api, 1000)).id;
  to = (await createUser(api)).id;
});

const MOST = 10n ** 15n;

describe('a transfer is refused', () => {
  it.each<[string, Partial<Sending>, number, string, string]>([
    ['of more than there is', { amount: '1001' }, 409, 'insufficient_funds', 'amount'],
    ['of a currency one has not', { currency: 'USD' }, 409, 'insufficient_funds', 'amount'],
    ['of a currency there is not', { currency: 'XXX' }, 422, 'currency_unsupported', 'currency'],
    ['of a currency in small letters', { currency: 'eur' }, 422, 'currency_unsupported', 'currency'],
    ['of one that objects have', { currency: 'toString' }, 422, 'currency_unsupported', 'currency'],
    ['of nothing', { amount: '0' }, 422, 'amount_zero', 'amount'],
    ['of nothing, at length', { amount: '000' }, 422, 'amount_zero', 'amount'],
    ['of less than nothing', { amount: '-1' }, 422, 'amount_negative', 'amount'],
    ['of a fraction', { amount: '0.5' }, 422, 'amount_fraction', 'amount'],
    ['of a fraction with a comma', { amount: '12,50' }, 422, 'amount_fraction', 'amount'],
    ['of too much', { amount: String(MOST + 1n) }, 422, 'amount_too_large', 'amount'],
    ['of far too much', { amount: '9'.repeat(100_000) }, 422, 'amount_too_large', 'amount'],
    ['of the most that fits a bigint', { amount: '9223372036854775807' }, 422, 'amount_too_large', 'amount'],
    [
      'of the most, which is more than there is',
      { amount: String(MOST) },
      409,
      'insufficient_funds',
      'amount',
    ],
    ['of what is no number', { amount: 'ten' }, 422, 'amount_malformed', 'amount'],
    ['of an exponent', { amount: '1e3' }, 422, 'amount_malformed', 'amount'],
    ['of leading zeros', { amount: '010' }, 422, 'amount_malformed', 'amount'],
    ['of other digits', { amount: '१०' }, 422, 'amount_malformed', 'amount'],
    ['of no digits', { amount: '' }, 422, 'amount_malformed', 'amount'],
    ['to nobody', { toUserId: 999_999_999 }, 422, 'user_not_found', 'toUserId'],
    ['to nobody, ever', { toUserId: Number.MAX_SAFE_INTEGER }, 422, 'user_not_found', 'toUserId'],
  ])('%s', async (...[, fields, status, reason, field]) => {
    const { body } = await send(api, from, { toUserId: to, ...fields }).expect(status);
    expect(body).toMatchObject({ reason, errors: [{ field, code: reason }] });
    expect([await balanceOf(api, from), await balanceOf(api, to)]).toEqual([1000, 0]);
  });

  it('to oneself', async () => {
    const { body } = await send(api, from, { toUserId: from }).expect(422);
    expect(body).toMatchObject({ reason: 'self_transfer', errors: [{ field: 'toUserId' }] });
  });

  it('of somebody who never had money', async () => {
    const { body } = await send(api, to, { toUserId: from, amount: '1' }).expect(409);
    expect(body).toMatchObject({ reason: 'insufficient_funds' });
  });

  it.each<[object, string]>([
    [{ amount: 100 }, 'amount'],
    [{ amount: null }, 'amount'],
    [{ currency: 978 }, 'currency'],
    [{ toUserId: '2' }, 'toUserId'],
    [{ toUserId: 0 }, 'toUserId'],
    [{ toUserId: 1.5 }, 'toUserId'],
    [{ memo: null }, 'memo'],
    [{ memo: '' }, 'memo'],
    [{ memo: 'a'.repeat(201) }, 'memo'],
    [{ memo: 'a\0b' }, 'memo'],
    [{ fromUserId: 1 }, 'fromUserId'],
  ])('with %j, which no field is', async (fields, field) => {
    const { body } = await send(api, from, { toUserId: to, ...fields }).expect(422);
    expect(body).toMatchObject({ reason: 'validation_failed', errors: [{ field }] });
  });
});

describe('a deposit is refused', () => {
  it('that makes a wallet hold more than it can', async () => {
    const { id } = await createUser(api);
    await deposit(api, id, Number(MOST), 'KWD');
    await depositOften(api, { userId: id, amount: MOST, currency: 'KWD' }, 999);
    const body = { userId: id, amount: '1', currency: 'KWD' };
    const { body: problem } = await api
      .http()
      .post('/api/v1/deposits')
      .set('idempotency-key', 'one-more')
      .send(body)
      .expect(409);
    expect(problem).toMatchObject({ reason: 'balance_too_large', errors: [{ field: 'amount' }] });
    expect(BigInt(await balanceOf(api, id, 'KWD'))).toBe(10n ** 18n);
  });

  it('for nobody', async () => {
    const body = { userId: 999_999_999, amount: '1', currency: 'EUR' };
    const answer = await api
      .http()
      .post('/api/v1/deposits')
      .set('idempotency-key', 'nobody')
      .send(body)
      .expect(422);
    expect(answer.body).toMatchObject({ reason: 'user_not_found', errors: [{ field: 'userId' }] });
  });
});
