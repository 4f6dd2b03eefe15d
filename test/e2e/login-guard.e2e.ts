import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { register } from 'prom-client';
import { type LoginAttempt, LoginGuard } from '../../src/features/login-guard/login-guard.service.js';
import { AppError } from '../../src/shared/app-error.js';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

// Answers say in whole seconds when to come back.
const WINDOW_MS = 1000;
const LIMITS = { LOGIN_ATTEMPTS: '5', LOGIN_ADDRESS_ATTEMPTS: '5', LOGIN_WINDOW_MS: '900000' };
const SHORT = { ...LIMITS, LOGIN_WINDOW_MS: String(WINDOW_MS), LOGIN_LONGEST_LOCK_MS: String(WINDOW_MS * 2) };

let apis: TestApi[];
let guards: LoginGuard[];
let link: Awaited<ReturnType<typeof linkTo>>;

beforeAll(async () => {
  link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
  apis = [await startApi(LIMITS), await startApi(LIMITS)];
  guards = apis.map(({ app }) => app.get(LoginGuard));
});

afterAll(() => link.cut());

const guard = () => guards[0] as LoginGuard;
const someAccount = () => `${randomUUID()}@example.com`;
const someAddress = () => `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join('.')}`;

/** How many of so many attempts are let through, sent at once to all the processes in turn. */
async function admitted(count: number, attempt: () => LoginAttempt, at = guards): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, i) => outcome((at[i % at.length] as LoginGuard).admit(attempt()))),
  );
  return answers.filter((answer) => answer === undefined).length;
}

async function outcome(admit: Promise<void>): Promise<AppError | undefined> {
  try {
    await admit;
    return undefined;
  } catch (error) {
    if (error instanceof AppError && error.reason === 'too_many_logins') return error;
    throw error;
  }
}

describe('the login guard', () => {
  it('lets five of 200 parallel guesses at an account through, over two processes [W8.S2] [W2.H7]', async () => {
    const account = someAccount();
    expect(await admitted(200, () => ({ account, address: someAddress() }))).toBe(5);
  });

  it('lets five of 200 parallel guesses from an address through, whatever the account [W8.S2] [W2.H7]', async () => {
    const address = someAddress();
    expect(await admitted(200, () => ({ account: someAccount(), address }))).toBe(5);
  });

  it('takes a /64 of IPv6 for one address, and the spellings of an account for one [W8.S2]', async () => {
    const hosts = () => `2001:db8:1:2:${Math.floor(Math.random() * 65535).toString(16)}::1`;
    expect(await admitted(10, () => ({ account: someAccount(), address: hosts() }))).toBe(5);
    const name = randomUUID();
    let turn = 0;
    const spelling = () => (turn++ % 2 === 0 ? `${name}@Example.com ` : `${name.toUpperCase()}@example.COM`);
    expect(await admitted(10, () => ({ account: spelling(), address: someAddress() }))).toBe(5);
  });

  it('says when to come back, logs it and counts it [W8.S2] [W8.S6]', async () => {
    const attempt = { account: someAccount(), address: someAddress() };
    await admitted(5, () => attempt, [guard()]);
    const refusal = await outcome(guard().admit({ ...attempt, address: '192.0.2.7' }));
    expect(refusal).toMatchObject({ code: 'limited', reason: 'too_many_logins' });
    expect(refusal?.retryAfter).toBeGreaterThan(890);
    expect(refusal?.retryAfter).toBeLessThanOrEqual(900);
    // Nest logs by the application that was started last.
    const line = apis.at(-1)?.log.of('sign-in attempt limited').at(-1);
    expect(line).toMatchObject({ level: 'warn', by: 'account', address: '192.0.2.7' });
    expect(await register.metrics()).toMatch(/groundwork_login_limited_total\{by="account"\} [1-9]/);
  });

  it('gives a successful attempt back, so that signing in often locks nobody out [W8.S2]', async () => {
    const attempt = { account: someAccount(), address: someAddress() };
    for (let i = 0; i < 12; i += 1) {
      await guard().admit(attempt);
      await guard().succeeded(attempt);
    }
    expect(await admitted(10, () => attempt)).toBe(5);
  });

  it('unlocks when the attempt that locked was the right one [W8.S2]', async () => {
    const attempt = { account: someAccount(), address: someAddress() };
    expect(await admitted(6, () => attempt)).toBe(5);
    await guard().succeeded(attempt);
    expect(await admitted(6, () => attempt)).toBe(1);
  });

  it('lets a known device in while strangers have locked its account [W2.H7]', async () => {
    const attempt = { account: someAccount(), address: someAddress() };
    await guard().admit(attempt);
    const device = await guard().succeeded(attempt);
    expect(await admitted(50, () => ({ ...attempt, address: someAddress() }))).toBe(5);
    expect(await outcome(guard().admit(attempt))).toBeDefined();
    await guard().admit({ ...attempt, device });
  });

  it('counts the failures of a known device by themselves, and only for its account [W2.H7]', async () => {
    const account = someAccount();
    const device = guard().trust({ account });
    expect(await admitted(50, () => ({ account, address: someAddress(), device }))).toBe(5);
    expect(await outcome(guard().admit({ account, address: someAddress() }))).toBeUndefined();
    const victim = someAccount();
    expect(await admitted(50, () => ({ account: victim, address: someAddress(), device }))).toBe(5);
  });

  it('keeps no e-mail address in Redis [W2.H7]', async () => {
    const attempt = { account: someAccount(), address: someAddress() };
    await guard().admit(attempt);
    const redis = await createClient({ url: (await workerEnvironment()).REDIS_CACHE_URL }).connect();
    const keys = await redis.keys('login:*');
    const values = await Promise.all(keys.map((key) => redis.get(key)));
    const ttls = await Promise.all(keys.map((key) => redis.pTTL(key)));
    redis.destroy();
    expect(keys.length).toBeGreaterThan(1);
    expect([...keys, ...values].join('\n')).not.toMatch(/@|example/);
    for (const ttl of ttls) expect(ttl).toBeGreaterThan(0);
  });
});

describe.each(['in Redis', 'in the process while Redis is away'])('a lock-out %s', (where) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi({ ...SHORT, REDIS_CACHE_URL: link.url });
    if (where !== 'in Redis') await link.cut();
  });

  it('grows with further failures, ends, and decays by itself [W2.H7]', async () => {
    const attempt = { account: someAccount(), address: someAddress() };
    const own = api.app.get(LoginGuard);
    /** Fails until it is locked, and says for how many windows that is. */
    const lock = async () => {
      expect(await admitted(20, () => attempt, [own])).toBe(5);
      return (await outcome(own.admit(attempt)))?.retryAfter;
    };
    const unlocked = async () => {
      await eventually(async () => (await outcome(own.admit(attempt))) === undefined);
      await own.release(attempt);
    };
    expect(await lock()).toBe(1);
    await unlocked();
    expect(await lock()).toBe(2);
    await unlocked();
    await sleep(WINDOW_MS * 2);
    expect(await lock()).toBe(1);
  });
});

describe('while cache Redis is away', () => {
  it('each process limits for itself, says so once, and shares again by itself [W8.S2]', async () => {
    await link.mend();
    const api = await startApi({ ...LIMITS, REDIS_CACHE_URL: link.url });
    const own = api.app.get(LoginGuard);
    const account = someAccount();
    await eventually(() => own.admit({ account: someAccount(), address: someAddress() }).then(() => true));
    await link.cut();
    expect(await admitted(20, () => ({ account, address: someAddress() }), [own])).toBe(5);
    const said = api.log.of('cache Redis does not serve; done in the process');
    expect(said).toEqual([expect.objectContaining({ level: 'warn', use: 'login' })]);
    expect(await register.metrics()).toMatch(/groundwork_redis_fallbacks_total\{use="login"\} [1-9]/);
    await link.mend();
    await eventually(async () => {
      await own.admit({ account: someAccount(), address: someAddress() });
      return api.log.of('cache Redis serves again').length === 1;
    });
    expect(await admitted(20, () => ({ account, address: someAddress() }), [guard()])).toBe(5);
    expect(await admitted(20, () => ({ account, address: someAddress() }), [own])).toBe(0);
  });
});
