import { createClient } from 'redis';
import supertest from 'supertest';
import { BUMP } from '../../src/platform/cache/store/cache-scripts.js';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { rawRequest } from '../support/raw-request.ts';
import { type Link, linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
let other: TestApi;
let link: Link;

beforeAll(async () => {
  link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
  api = await startApi(PRIMARY_ONLY);
  other = await startApi({ ...PRIMARY_ONLY, REDIS_CACHE_URL: link.url });
});

afterAll(() => link.cut());

// Not fetch, which adds Cache-Control to conditional requests.
const get = (path: string, headers: Record<string, string> = {}, from = api) =>
  supertest(from.url).get(path).set(headers);

/** Asks until the answer comes from where all find it. */
async function keptAnswer(path: string): Promise<supertest.Response> {
  return eventually(async () => {
    const answer = await get(path);
    return source(answer) === undefined ? undefined : answer;
  });
}

const source = ({ headers }: supertest.Response) =>
  /cache;desc="(\w+)"/.exec(headers['server-timing'] as string)?.[1];

// Those of the answer itself: the others tell of the request.
function fields({ headers }: supertest.Response): Record<string, unknown> {
  const own = /^(age|date|server-timing|x-cache|x-request-id|ratelimit)$/;
  return Object.fromEntries(Object.entries(headers as object).filter(([name]) => !own.test(name)));
}

describe('an answer that anybody may have', () => {
  it.each([
    ['of ASCII letters', 'Ada Lovelace'],
    ['of Latin letters', 'Zoë Ångström'],
    ['of all letters', 'Žofie 🦉 李'],
  ])('%s is given again as it was, logged and counted as any other [W7.I2]', async (_, name) => {
    const user = await createUser(api, { name });
    const path = `/api/v1/users/${user.id}`;
    const first = await get(path);
    expect(first.headers['x-cache']).toBe('MISS');
    const kept = await keptAnswer(path);
    expect(kept.headers['x-cache']).toBe('HIT');
    expect(kept.headers['age']).toMatch(/^\d+$/);
    expect(fields(kept)).toEqual(fields(first));
    expect(kept.text).toBe(first.text);
    expect(kept.headers['ratelimit']).toMatch(/^"anonymous";r=\d+;t=\d+$/);
    const requestId = kept.headers['x-request-id'];
    const line = api.log.of('request').find((each) => each.requestId === requestId);
    expect(line).toMatchObject({
      route: '/api/v1/users/:id',
      status: 200,
      statements: 0,
      cache: 'HIT',
      path,
    });
  });

  it('is revalidated by its entity tag, as from the handler', async () => {
    const post = await createPost(api, (await createUser(api)).id);
    const path = `/api/v1/posts/${post.id}`;
    const etag = (await keptAnswer(path)).headers.etag as string;
    const kept = await get(path, { 'if-none-match': etag });
    expect(kept.status).toBe(304);
    expect(source(kept)).toBeDefined();
    expect(kept.text).toBe('');
    const whole = await get(path, { 'if-none-match': etag, 'cache-control': 'no-cache' });
    expect([whole.status, whole.headers['x-cache']]).toEqual([304, 'BYPASS']);
    expect(fields(kept)).toEqual(fields(whole));
    expect((await get(path, { 'if-none-match': '"0"' })).status).toBe(200);
  });

  it('is over when what it shows has changed, for every process [W7.I4]', async () => {
    const user = await createUser(api);
    const post = await createPost(api, user.id);
    const path = `/api/v1/posts/${post.id}`;
    await keptAnswer(path);
    // Often enough to stay in the other process itself.
    await eventually(async () => source(await get(path, {}, other)) === 'near');
    await api.as(user).patch(`/api/v1/users/${user.id}`).send({ name: 'Renamed' }).expect(200);
    const after = await get(path);
    expect(after.headers['x-cache']).not.toBe('HIT');
    expect(after.body).toMatchObject({ author: { name: 'Renamed' } });
    const shown = async () => ((await get(path, {}, other)).body as typeof post).author.name;
    await eventually(async () => (await shown()) === 'Renamed');
  });

  it('is over for a process that knows an earlier one, made of other things', async () => {
    const author = await createUser(api);
    await createPost(api, author.id);
    const path = `/api/v1/users/${author.id}/posts`;
    await keptAnswer(path);
    await eventually(async () => source(await get(path, {}, other)) === 'redis');
    const post = await createPost(api, author.id, { title: 'One more' });
    await keptAnswer(path);
    const first = await eventually(async () => {
      const answer = await get(path, {}, other);
      return source(answer) === 'redis' ? answer : undefined;
    });
    expect((first.body as { data: { id: number }[] }).data.map(({ id }) => id)).toContain(post.id);
  });

  it('is right without a look at its tags until something is changed, and then by its tags', async () => {
    const { REDIS_CACHE_URL: url } = await workerEnvironment();
    const redis = await createClient({ url }).connect();
    try {
      const changed = await createUser(api);
      // Somebody else's change may come in between.
      const path = await eventually(async () => {
        const user = await createUser(api);
        const asked = `/api/v1/users/${user.id}`;
        // So often that nothing is taken to be changing.
        for (let time = 0; time < 3; time += 1) await keptAnswer(asked);
        await redis.del(`tag:user:${user.id}`);
        return source(await get(asked)) === 'redis' ? asked : undefined;
      });
      await api.as(changed).patch(`/api/v1/users/${changed.id}`).send({ name: 'Renamed' }).expect(200);
      expect(source(await get(path))).toBeUndefined();
    } finally {
      redis.destroy();
    }
  });

  it('is read in one step also where something is changed all the time', async () => {
    const { REDIS_CACHE_URL: url } = await workerEnvironment();
    const redis = await createClient({ url }).connect();
    const steps = async () =>
      Number(/cmdstat_mget:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
    const changeSomething = () =>
      BUMP.run(redis, ['tag:of-nobody'], ['00000000:0000000000000000', 60_000, '', 'bumps']);
    try {
      const path = `/api/v1/users/${(await createUser(api)).id}`;
      await keptAnswer(path);
      // Others may ask as well meanwhile.
      await eventually(async () => {
        const before = await steps();
        for (let time = 0; time < 10; time += 1) {
          await changeSomething();
          expect(source(await get(path))).toBe('redis');
        }
        return (await steps()) - before < 15;
      });
    } finally {
      redis.destroy();
    }
  });

  it('is made anew where what is kept has a field that HTTP does not allow', async () => {
    const { REDIS_CACHE_URL: url } = await workerEnvironment();
    const redis = await createClient({ url }).connect();
    try {
      const path = `/api/v1/users/${(await createUser(api)).id}`;
      await keptAnswer(path);
      const key = `answer:v2:${path}`;
      const broken = (await redis.get(key))?.replace('{"headers":[', '{"headers":["x-a","b\\r\\nx-c: d",');
      expect(broken).toContain('x-a');
      await redis.set(key, broken ?? '');
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(source(answer)).toBeUndefined();
      expect(answer.headers).not.toHaveProperty('x-c');
    } finally {
      redis.destroy();
    }
  });

  it('is not given to whoever says who they are, nor is theirs given to others', async () => {
    const user = await createUser(api);
    const path = `/api/v1/users/${user.id}`;
    await keptAnswer(path);
    const own = await api.as(user).get(path).expect(200);
    expect(own.body).toMatchObject({ email: user.email, role: 'user' });
    const admin = await api.http().get(path).expect(200);
    expect(admin.body).toMatchObject({ email: user.email });
    for (const answer of [await get(path), await get(path, {}, other), await keptAnswer(path)]) {
      expect(answer.text).not.toContain(user.email);
      expect(answer.body).not.toHaveProperty('role');
    }
  });

  it.each([
    ['a cookie', { cookie: 'a=b' }],
    ['an origin', { origin: 'https://example.com' }],
    ['the wish to have it new', { 'cache-control': 'no-cache' }],
    ['a token of what it wrote', { 'x-consistency-token': 'a' }],
  ])('is made anew for a request with %s', async (_, headers) => {
    const user = await createUser(api);
    const path = `/api/v1/users/${user.id}`;
    await keptAnswer(path);
    const answer = await get(path, headers);
    expect(answer.status).toBe(200);
    expect(source(answer)).toBeUndefined();
  });

  it('is kept under one form of its path', async () => {
    const path = `/api/v1/users/${(await createUser(api)).id}`;
    await keptAnswer(path);
    const raw = (target: string) =>
      rawRequest(api.url, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    for (const form of [path.replace('users', '%75sers'), `http://other${path}`, `${path}#a`]) {
      for (let time = 0; time < 3; time += 1) expect(await raw(form)).not.toContain('cache;desc=');
    }
    expect(await raw(path)).toContain('cache;desc=');
  });

  it('is given over https only, where only https is served', async () => {
    const path = `/api/v1/users/${(await createUser(api)).id}`;
    const kept = await keptAnswer(path);
    const https = { ...PRIMARY_ONLY, HTTPS_ONLY: 'true', PUBLIC_URL: 'https://app.example.com' };
    const [secure, alone] = [await startApi({ ...https, TRUST_PROXY: '127.0.0.1' }), await startApi(https)];
    const over = (scheme: string, from: TestApi) => get(path, { 'x-forwarded-proto': scheme }, from);
    await eventually(async () => source(await over('https', secure)) === 'redis');
    expect((await over('http, https', secure)).text).toBe(kept.text);
    for (const answer of [
      await over('http', secure),
      await over('https, http', secure),
      await over('https', alone),
    ])
      expect([answer.status, source(answer)]).toEqual([403, undefined]);
  });

  it('counts for the limit of the address', async () => {
    const limited = await startApi({
      ...PRIMARY_ONLY,
      RATE_LIMIT_ANONYMOUS: '30/15m',
      TRUST_PROXY: '127.0.0.1',
    });
    const path = `/api/v1/users/${(await createUser(api)).id}`;
    await keptAnswer(path);
    const statuses: number[] = [];
    const sources: (string | undefined)[] = [];
    for (let request = 0; request < 40; request += 1) {
      const answer = await get(path, { 'x-forwarded-for': '192.0.2.7' }, limited);
      statuses.push(answer.status);
      sources.push(source(answer));
    }
    expect(sources.filter(Boolean).length).toBeGreaterThan(15);
    expect(statuses).toEqual([...Array<number>(30).fill(200), ...Array<number>(10).fill(429)]);
  });

  it('is made anew while Redis hangs, and kept again afterwards', async () => {
    const path = `/api/v1/users/${(await createUser(api)).id}`;
    await keptAnswer(path);
    link.freeze();
    const answer = await get(path, {}, other);
    expect([answer.status, source(answer)]).toEqual([200, undefined]);
    link.thaw();
    await eventually(async () => source(await get(path, {}, other)) !== undefined);
  });
});
