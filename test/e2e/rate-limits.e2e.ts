import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Post, VERSION_NEUTRAL } from '@nestjs/common';
import { register } from 'prom-client';
import { createClient } from 'redis';
import { Public } from '../../src/platform/access/public.decorator.js';
import { RateLimit } from '../../src/platform/rate-limit/rate-limit.decorator.js';
import { openAccount } from '../builders/an-account.ts';
import { bearer } from '../support/access-token.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { startApiWith } from '../support/api-with.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

@Public()
@Controller({ path: 'limited', version: VERSION_NEUTRAL })
class LimitedController {
  @RateLimit('login')
  @Post('login')
  login(): object {
    return {};
  }

  @RateLimit('refresh')
  @Post('refresh')
  refresh(): object {
    return {};
  }

  @RateLimit('mail', { target: 'to' })
  @Post('mail')
  mail(): object {
    return {};
  }

  @Get()
  open(): object {
    return {};
  }
}

const LIMITS = {
  RATE_LIMIT_ANONYMOUS: '100/15m',
  RATE_LIMIT_USER: '6/15m',
  RATE_LIMIT_MODERATOR: '8/15m',
  RATE_LIMIT_ADMIN: '10/15m',
  RATE_LIMIT_API_KEY: '4/15m',
  RATE_LIMIT_LOGIN: '3/15m',
  RATE_LIMIT_REFRESH: '120/15m',
  RATE_LIMIT_MAIL: '7/1h',
  RATE_LIMIT_MAIL_TARGET: '2/1h',
};

let apis: [TestApi, TestApi];
let apiKeys: string[];

beforeAll(async () => {
  const controllers = [LimitedController];
  apis = [await startApiWith(controllers, LIMITS), await startApiWith(controllers, LIMITS)];
  const { http } = await openAccount(apis[0]);
  const keys = ['one', 'other'].map((name) =>
    http.post('/api/v1/api-keys').send({ name, scopes: ['profile:read'] }),
  );
  apiKeys = (await Promise.all(keys)).map(({ body }) => (body as { key: string }).key);
});

beforeEach(async () => {
  const redis = await createClient({ url: (await workerEnvironment()).REDIS_CACHE_URL }).connect();
  await redis.flushDb();
  redis.destroy();
});

/** Sends so many requests at once, to both processes in turn, and counts the answers by status. */
async function statuses(count: number, path: string, init: RequestInit = {}, to: TestApi[] = apis) {
  const found: Record<number, number> = {};
  const answers = await Promise.all(
    Array.from({ length: count }, (_, i) => fetch(`${to[i % to.length]?.url}${path}`, init)),
  );
  for (const answer of answers) {
    found[answer.status] = (found[answer.status] ?? 0) + 1;
    await answer.arrayBuffer();
  }
  return found;
}

const post = (body: object = {}, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});

describe('the limit of an address [W8.H6]', () => {
  it('lets exactly 100 of 200 parallel requests through, over two processes [W1.H5] [W8.S1]', async () => {
    expect(await statuses(200, '/about')).toEqual({ 200: 100, 429: 100 });
  });

  it('is one for all routes [W8.S1]', async () => {
    await statuses(50, '/about');
    expect(await statuses(60, '/api/v1/posts')).toEqual({ 200: 50, 429: 10 });
  });

  it('counts what reaches no route, and bodies that cannot be read [W8.S1]', async () => {
    expect(await statuses(40, '/nowhere')).toEqual({ 404: 40 });
    expect(await statuses(40, '/limited/refresh', { ...post(), body: '{"' })).toEqual({ 400: 40 });
    expect(await statuses(10, '/about', { method: 'DELETE' })).toEqual({ 405: 10 });
    expect(await statuses(20, '/about')).toEqual({ 200: 10, 429: 10 });
    const answer = await fetch(`${apis[0].url}/nowhere`);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await answer.json()).toMatchObject({ status: 429, reason: 'rate_limited', instance: '/nowhere' });
  });

  it('does not hold for health and metrics [W8.S1]', async () => {
    await statuses(101, '/about');
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics']) {
      const answer = await fetch(apis[0].url + path);
      expect([path, answer.status]).not.toEqual([path, 429]);
      expect(answer.headers.get('ratelimit')).toBeNull();
    }
  });

  it('starts anew when its window has ended [W8.S1]', async () => {
    const api = await startApi({ RATE_LIMIT_ANONYMOUS: '5/700ms' });
    expect(await statuses(10, '/about', {}, [api])).toEqual({ 200: 5, 429: 5 });
    await sleep(750);
    expect(await statuses(10, '/about', {}, [api])).toEqual({ 200: 5, 429: 5 });
  });
});

describe('an answer', () => {
  it('says what is left, also when it is a success [W8.H3]', async () => {
    const { headers } = await fetch(`${apis[0].url}/about`);
    expect(headers.get('ratelimit-policy')).toBe('"anonymous";q=100;w=900');
    expect(headers.get('ratelimit')).toBe('"anonymous";r=99;t=900');
    expect(headers.get('retry-after')).toBeNull();
    const error = await fetch(`${apis[0].url}/api/v1/users/x`);
    expect([error.status, error.headers.get('ratelimit')]).toEqual([
      400,
      expect.stringMatching(/;r=98;t=\d+$/),
    ]);
  });

  it('names every plan that the request counted for [W8.H3]', async () => {
    const { headers } = await fetch(`${apis[0].url}/limited/login`, post({}, bearer({ id: 7 })));
    expect(headers.get('ratelimit-policy')).toBe('"user";q=6;w=900, "login";q=3;w=900');
    expect(headers.get('ratelimit')).toBe('"user";r=5;t=900, "login";r=2;t=900');
  });

  it('is a problem that says when to come back; it is logged and counted by plan [W8.S6]', async () => {
    const api = await startApiWith([LimitedController], LIMITS);
    await statuses(3, '/limited/login', post());
    const answer = await fetch(`${api.url}/limited/login`, post());
    expect(answer.status).toBe(429);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(895);
    expect(answer.headers.get('ratelimit')).toMatch(/^"anonymous";r=96;t=\d+, "login";r=0;t=\d+$/);
    expect(await answer.json()).toMatchObject({ status: 429, reason: 'rate_limited' });
    const requestId = answer.headers.get('x-request-id');
    expect(api.log.of('request limited').at(-1)).toMatchObject({
      level: 'warn',
      requestId,
      plan: 'login',
      route: '/limited/login',
      address: '127.0.0.1',
    });
    expect(await register.metrics()).toMatch(/groundwork_rate_limited_total\{plan="login"\} [1-9]/);
  });
});

describe('plans', () => {
  it('credentials that are not valid count for the address [W8.S1]', async () => {
    const forged = { headers: { authorization: 'Bearer forged' } };
    expect(await statuses(60, '/api/v1/profile', forged)).toEqual({ 401: 60 });
    expect(await statuses(60, '/about', forged)).toEqual({ 200: 40, 429: 20 });
    expect(await statuses(1, '/metrics', { headers: { 'x-api-key': 'forged' } })).toEqual({ 429: 1 });
  });

  it.each([
    ['user', 6],
    ['moderator', 8],
    ['admin', 10],
  ] as const)('a %s may send %i requests, over two processes [W8.H1]', async (role, limit) => {
    expect(await statuses(20, '/about', { headers: bearer({ id: 1, role }) })).toEqual({
      200: limit,
      429: 20 - limit,
    });
  });

  it('each user and each API key has its own bucket, whatever the address [W8.H3]', async () => {
    for (const id of [1, 2])
      expect(await statuses(8, '/about', { headers: bearer({ id }) })).toEqual({ 200: 6, 429: 2 });
    for (const key of apiKeys)
      expect(await statuses(8, '/about', { headers: { 'x-api-key': key } })).toEqual({ 200: 4, 429: 4 });
    expect(await statuses(1, '/about')).toEqual({ 200: 1 });
  });

  it('a route with a plan of its own counts for both [W8.S2]', async () => {
    expect(await statuses(10, '/limited/login', post())).toEqual({ 201: 3, 429: 7 });
    const { headers } = await fetch(`${apis[0].url}/about`);
    expect(headers.get('ratelimit')).toMatch(/^"anonymous";r=89;/);
  });

  it('renewing tokens counts for nothing else, because many do it from one address', async () => {
    expect(await statuses(130, '/limited/refresh', post())).toEqual({ 201: 120, 429: 10 });
    expect(await statuses(1, '/about')).toEqual({ 200: 1 });
  });

  it('mails are limited for who asks and for who gets them, however the address is written', async () => {
    expect(await statuses(1, '/limited/mail', post({ to: 'Ada@Example.com' }))).toEqual({ 201: 1 });
    expect(await statuses(3, '/limited/mail', post({ to: ' ada@example.COM' }))).toEqual({ 201: 1, 429: 2 });
    for (const to of ['grace@example.com', 7, null, undefined])
      expect(await statuses(1, '/limited/mail', post({ to }, bearer({ id: 3 })))).toEqual({ 201: 1 });
    expect(await statuses(3, '/limited/mail', post({ to: 'new@example.com' }))).toEqual({ 201: 2, 429: 1 });
  });

  it('no address of mail stands in Redis', async () => {
    await statuses(1, '/limited/mail', post({ to: 'ada@example.com' }));
    const redis = await createClient({ url: (await workerEnvironment()).REDIS_CACHE_URL }).connect();
    const keys = await redis.keys('rate:*');
    redis.destroy();
    expect(keys).toHaveLength(3);
    expect(keys.join()).not.toMatch(/@|ada/);
  });
});
