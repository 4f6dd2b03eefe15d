import { createClient } from 'redis';
import { createUser } from '../builders/a-user.ts';
import { openAccountWith } from '../builders/an-account.ts';
import { recordCacheLoad, recordCacheRead } from '../../src/platform/cache/cache-metrics.js';
import { CacheHistory } from '../../src/platform/cache/stats/cache-history.js';
import { NearCache } from '../../src/platform/cache/near/near-cache.js';
import { type HttpClient, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { metric } from '../support/query-log.ts';
import { type Link, linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const PATH = '/api/v1/admin/cache';

interface Stats {
  namespace: string;
  start: string;
  reads: number;
  hitRatio?: number;
}

interface Report {
  data: Stats[];
  namespaces: Stats[];
  redis: { connected: boolean; policy?: string; memoryLimitBytes?: number };
  hotKeys: { key: string; perSecond: number }[];
  near: { hearing: boolean; entries: number };
  meta: { from: string; minutes: number; step: number };
}

let api: TestApi;
let link: Link;
// With a session that the database knows, which is asked while Redis is away.
let admin: HttpClient;

beforeAll(async () => {
  link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
  api = await startApi({ REDIS_CACHE_URL: link.url });
  admin = (await openAccountWith(api, 'admin')).http;
});

afterAll(() => link.cut());

async function report(query = ''): Promise<Report> {
  const { body } = await admin.get(`${PATH}?${query}`).expect(200);
  return body as Report;
}

function of(namespace: string, stats: Stats[]): Stats | undefined {
  return stats.find((each) => each.namespace === namespace);
}

interface Audited {
  data: { targetType: string; targetId: string }[];
}

async function audited(): Promise<string[]> {
  const { body } = await admin.get('/api/v1/admin/audit?action=cache.dropped').expect(200);
  return (body as Audited).data.map(({ targetType, targetId }) => `${targetType} ${targetId}`);
}

describe('DELETE /api/v1/admin/cache', () => {
  // Without cookies: who has none may be given whole answers.
  const statusOf = async (of: string) => (await fetch(`${api.url}${of}`)).headers.get('x-cache');
  let path: string;
  let id: number;

  beforeAll(async () => {
    ({ id } = await createUser(api));
    path = `/api/v1/users/${id}`;
  });

  /** Until it is kept, value and answer. */
  const warm = () => eventually(async () => (await statusOf(path)) === 'HIT', 20_000);

  it.each([
    ['a tag', () => `tags/user:${id}`, () => `cache_tag user:${id}`],
    ['everything', () => 'tags/*', () => 'cache_tag *'],
    ['a namespace', () => 'namespaces/user', () => 'cache_namespace user'],
  ])('drops %s, and is recorded', async (_, what, record) => {
    await warm();
    await admin.delete(`${PATH}/${what()}`).expect(204);
    expect(await statusOf(path)).toBe('MISS');
    expect((await audited())[0]).toBe(record());
  });

  it('drops a value and an answer by key, and none that is not there', async () => {
    await warm();
    const answer = encodeURIComponent(`answer:v2:${path}`);
    const redis = await createClient({ url: (await workerEnvironment()).REDIS_CACHE_URL }).connect();
    await eventually(async () => (await redis.exists(`answer:v2:${path}`)) === 1);
    await admin.delete(`${PATH}/keys/${answer}`).expect(204);
    expect(await redis.exists(`answer:v2:${path}`)).toBe(0);
    expect((await audited())[0]).toBe(`cache_key answer:v2:${path}`);
    expect(await redis.exists(`v1:user:${id}`)).toBe(1);
    await admin.delete(`${PATH}/keys/v1:user:${id}`).expect(204);
    expect(await redis.exists(`v1:user:${id}`)).toBe(0);
    await admin.delete(`${PATH}/keys/v1:user:${id}`).expect(204);
    redis.destroy();
  });

  it.each(['usr', 'tag', 'users'])('knows no namespace %s, and records nothing', async (name) => {
    const before = await audited();
    const { body } = await admin.delete(`${PATH}/namespaces/${name}`).expect(404);
    expect(body).toMatchObject({ reason: 'namespace_not_found' });
    expect(await audited()).toEqual(before);
  });

  it('takes the keys of the longest answers and values', async () => {
    for (const key of [`answer:v2:/api/v1/${'a'.repeat(391)}`, `v1:discussion:${'i'.repeat(400)}`])
      await admin.delete(`${PATH}/keys/${encodeURIComponent(key)}`).expect(204);
  });

  it.each([
    ['keys/session:1', 'key'],
    ['keys/ended-session:1', 'key'],
    ['keys/cache:clock', 'key'],
    ['keys/v1:a%0Ab', 'key'],
    ['tags/a%20b', 'tag'],
    ['tags/a%00', 'tag'],
    [`tags/${'t'.repeat(201)}`, 'tag'],
    ['namespaces/1', 'namespace'],
    ['namespaces/a:b', 'namespace'],
  ])('refuses %s', async (what, field) => {
    const before = await audited();
    const { body } = await admin.delete(`${PATH}/${what}`).expect(400);
    expect(body).toMatchObject({ errors: [{ field }] });
    expect(await audited()).toEqual(before);
  });
});

describe('GET /api/v1/admin/cache', () => {
  it('sums up readings and loads by namespace, over time [W7.I5] [W7.B4] [W7.S6]', async () => {
    for (let hit = 0; hit < 6; hit += 1) recordCacheRead('test', 'HIT', hit < 4);
    recordCacheRead('test', 'STALE');
    recordCacheRead('test', 'MISS');
    recordCacheRead('test', 'MISS');
    recordCacheRead('test', 'BYPASS');
    for (let load = 0; load < 99; load += 1) recordCacheLoad('test', 'stored', 7);
    recordCacheLoad('test', 'failed', 180);
    recordCacheRead('other', 'MISS');

    const { namespaces, data, meta } = await report('minutes=10&step=5');
    const stats = {
      ...{ reads: 10, hits: 6, nearHits: 4, stale: 1, misses: 2, bypasses: 1, hitRatio: 0.7 },
      ...{ loads: 100, failedLoads: 1, loadMs: { mean: 8.7, p50: 7.5, p99: 10 } },
    };
    expect(of('test', namespaces)).toEqual({ namespace: 'test', ...stats });
    expect(of('other', namespaces)).toMatchObject({ reads: 1, hitRatio: 0, loads: 0 });
    expect(of('other', namespaces)).not.toHaveProperty('loadMs');
    expect(meta).toMatchObject({ minutes: 10, step: 5 });
    // Around the change of an interval it is two.
    const reads = data.filter(({ namespace }) => namespace === 'test').map((each) => each.reads);
    expect(reads.reduce((sum, each) => sum + each, 0)).toBe(10);
    for (const { start } of data) expect(new Date(start).getMinutes() % 5).toBe(0);
  });

  it('says the same in the metrics [W7.I5]', async () => {
    recordCacheRead('measured', 'HIT', true);
    recordCacheLoad('measured', 'stored', 3);
    const { text } = await admin.get('/metrics').expect(200);
    expect(text).toContain('groundwork_cache_reads_total{namespace="measured",status="HIT"} 1\n');
    expect(text).toContain('groundwork_cache_near_hits_total{namespace="measured"} 1\n');
    expect(text).toContain('groundwork_cache_loads_total{namespace="measured",outcome="stored"} 1\n');
    expect(text).toContain('groundwork_cache_load_seconds_count{namespace="measured"} 1\n');
  });

  it('says in the metrics how Redis and the near cache are', async () => {
    const { text } = await admin.get('/metrics').expect(200);
    const { redis } = await report();
    for (const name of ['redis_memory_bytes', 'redis_memory_limit_bytes', 'redis_evicted_keys_total'])
      expect(metric(text, `groundwork_cache_${name}`)).toBeGreaterThanOrEqual(0);
    expect(metric(text, 'groundwork_cache_redis_memory_bytes')).toBeGreaterThan(100_000);
    expect(metric(text, 'groundwork_cache_redis_memory_limit_bytes')).toBe(redis.memoryLimitBytes);
    expect(text).toContain('\ngroundwork_cache_near_entries 0\n');
    expect(text).toContain('\ngroundwork_cache_near_bytes 0\n');
    expect(text).toMatch(/^groundwork_cache_near_hearing [01]$/m);
    expect(text).toContain('\ngroundwork_cache_pending_changes 0\n');
  });

  it('tells of Redis though what was counted cannot be read', async () => {
    const redis = await createClient({ url: (await workerEnvironment()).REDIS_CACHE_URL }).connect();
    // 23 hours ago, when no process has counted anything.
    const key = `cache:minute:${Math.floor(Date.now() / 60_000) - 1380}`;
    await redis.set(key, 'not a hash');
    const spoilt = await report('minutes=1440&step=60');
    await redis.del(key);
    redis.destroy();
    expect(spoilt).toMatchObject({ redis: { connected: true }, data: [], namespaces: [] });
    expect(of('test', (await report('minutes=1440&step=60')).namespaces)).toMatchObject({ reads: 10 });
  });

  it('says how Redis is, and what is read most in the fleet [W7.S1] [W7.H5]', async () => {
    const near = api.app.get(NearCache, { strict: false });
    const hottest = await eventually(async () => {
      for (let reading = 0; reading < 1000; reading += 1) near.get('v1:test:hot');
      for (let reading = 0; reading < 500; reading += 1) near.get('v1:test:warm');
      const { hotKeys } = await report();
      return hotKeys.length >= 2 && hotKeys;
    }, 25_000);
    expect(hottest.slice(0, 2).map(({ key }) => key)).toEqual(['v1:test:hot', 'v1:test:warm']);
    const { redis, near: own } = await report();
    expect(redis).toMatchObject({
      connected: true,
      policy: 'allkeys-lru',
      evicted: expect.any(Number) as number,
    });
    expect(own).toEqual({
      hearing: expect.any(Boolean) as boolean,
      entries: 0,
      bytes: 0,
      maxBytes: 33_554_432,
    });
  });

  it.each([
    ['minutes=0', 'minutes'],
    ['minutes=1441', 'minutes'],
    ['minutes=x', 'minutes'],
    ['step=0', 'step'],
    ['minutes=1440&step=1', 'step'],
  ])('refuses %s', async (query, field) => {
    const { body } = await admin.get(`${PATH}?${query}`).expect(400);
    expect(body).toMatchObject({ errors: [{ field }] });
  });

  it('while Redis is away tells of this process, and afterwards of what was counted meanwhile', async () => {
    await link.cut();
    recordCacheRead('meanwhile', 'BYPASS');
    const cut = await eventually(async () => {
      const answer = await report();
      return !answer.redis.connected && answer;
    });
    expect(cut).toMatchObject({ redis: { connected: false }, namespaces: [], data: [], hotKeys: [] });
    expect(cut.redis).toEqual({ connected: false });
    expect(cut.near).toMatchObject({ maxBytes: 33_554_432 });
    const { body } = await admin.delete(`${PATH}/tags/posts`).expect(503);
    expect(body).toMatchObject({ reason: 'cache_unavailable' });

    await link.mend();
    const history = api.app.get(CacheHistory, { strict: false });
    const after = await eventually(async () => {
      await history.write();
      const answer = await report();
      return of('meanwhile', answer.namespaces) && answer;
    }, 20_000);
    expect(of('meanwhile', after.namespaces)).toMatchObject({ reads: 1, bypasses: 1, hitRatio: 0 });
  });
});
