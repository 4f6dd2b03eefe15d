import supertest from 'supertest';
import { aUser } from '../builders/a-user.ts';
import { codeOf, earlyInStep } from '../builders/a-second-factor.ts';
import { openAccount, PASSWORD } from '../builders/an-account.ts';
import { startApi, type TestApi } from '../support/api.ts';

const ATTEMPTS = 4;
const LIMITS = { LOGIN_ATTEMPTS: String(ATTEMPTS), LOGIN_ADDRESS_ATTEMPTS: '1000' };

let api: TestApi;

beforeAll(async () => {
  api = await startApi(LIMITS);
});

// Without cookies: the clients of an API keep those of known devices.
const signIn = (body: object, at = api) => supertest(at.url).post('/api/v1/auth/login').send(body);

describe('signing in under the login guard', () => {
  it('100 parallel guesses get no more answers than the limit, then the password is of no use [W8.S2]', async () => {
    const { email } = await openAccount(api);
    const guesses = Array.from({ length: 100 }, (_, i) =>
      signIn({ email, password: `a wrong password ${i}` }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(ATTEMPTS);
    expect(statuses.filter((status) => status === 429)).toHaveLength(100 - ATTEMPTS);
    const { body, headers } = await signIn({ email, password: PASSWORD }).expect(429);
    expect(body).toMatchObject({ status: 429, reason: 'too_many_logins' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(800);
  });

  it('a browser that signed in before gets in while strangers have locked the account [W2.H7]', async () => {
    const { email } = await openAccount(api);
    const cookies = (await signIn({ email, password: PASSWORD }).expect(200)).headers['set-cookie'];
    const device = [cookies].flat().find((cookie) => cookie?.includes('device='));
    expect(device).toMatch(/HttpOnly/);
    for (let i = 0; i < ATTEMPTS; i += 1) await signIn({ email, password: 'a wrong password' }).expect(401);
    await signIn({ email, password: PASSWORD }).expect(429);
    const known = String(device).split(';', 1)[0] ?? '';
    await signIn({ email, password: PASSWORD }).set('cookie', known).expect(200);
  });

  it('a code that is still to come is no failed attempt, a wrong one is [W2.H7]', async () => {
    await earlyInStep();
    const account = await openAccount(api);
    const { secret } = (await account.http.post('/api/v1/auth/totp').expect(201)).body as { secret: string };
    await account.http
      .put('/api/v1/auth/totp')
      .send({ code: codeOf(secret, -1) })
      .expect(200);
    const credentials = { email: account.email, password: PASSWORD };
    for (let i = 0; i < ATTEMPTS * 2; i += 1) {
      const { body } = await signIn(credentials).expect(401);
      expect(body).toMatchObject({ reason: 'second_factor_required' });
    }
    for (let i = 0; i < ATTEMPTS; i += 1) {
      const { body } = await signIn({ ...credentials, recoveryCode: 'aaaa-bbbb-cccc-dddd' });
      expect(body).toMatchObject({ status: 401, reason: 'second_factor_wrong' });
    }
    await signIn(credentials).expect(429);
  });

  it('a password that could not be looked at is no failed attempt', async () => {
    const slow = {
      PASSWORD_HASH_ITERATIONS: '40',
      PASSWORD_HASH_CONCURRENCY: '1',
      PASSWORD_HASH_QUEUE_MAX: '1',
    };
    const busy = await startApi({ ...LIMITS, ...slow });
    const { email } = aUser();
    const guess = async () => (await signIn({ email, password: PASSWORD }, busy)).status;
    const statuses = await Promise.all(Array.from({ length: ATTEMPTS }, guess));
    expect(statuses).toContain(503);
    const answered = statuses.filter((status) => status === 401).length;
    const later: number[] = [];
    for (let i = 0; i < ATTEMPTS; i += 1) later.push(await guess());
    expect(later.filter((status) => status === 401)).toHaveLength(ATTEMPTS - answered);
    expect(later.at(-1)).toBe(429);
  });
});
