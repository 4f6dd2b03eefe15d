import { currentContext, type RequestContext } from '../../src/platform/context/request-context.js';
import { FURTHEST } from '../../src/shared/wal-position.js';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { openAccount } from '../builders/an-account.ts';
import { aKind, asRequest, aThing, type CacheApp, startCacheApp } from '../cache/cache-app.ts';
import { age } from '../support/aged-values.ts';
import { startApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { FaultyLink } from '../support/faulty-link.ts';
import { linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

async function linkToRedis(): Promise<FaultyLink> {
  return FaultyLink.to((await workerEnvironment()).REDIS_CACHE_URL ?? '');
}

it('changes wait for a Redis that is away once, not each', async () => {
  const link = await linkToRedis();
  const env = { REDIS_CACHE_URL: link.url };
  const bereft = await startCacheApp(env);
  await link.close();
  const unborn = await startCacheApp(env);
  for (const { cache } of [bereft, unborn]) {
    const startedAt = performance.now();
    for (let turn = 0; turn < 80; turn += 1) await cache.bump([`away:${turn}`], FURTHEST);
    // Each on its own would wait for a quarter of a second.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  }
});

it('a change whose connection broke is told over the next one, before it is answered', async () => {
  const link = await linkToRedis();
  const writer = await startCacheApp({ REDIS_CACHE_URL: link.url });
  const reader = await startCacheApp();
  const kind = aKind();
  const tag = `${kind.name}:1`;
  const status = async ({ cache }: CacheApp) => {
    const load = async () => aThing(1);
    return (await asRequest(() => cache.read(kind, { id: 1, tags: [tag], load }))).status;
  };
  // On a busy machine the next connection may take longer than an answer waits.
  const seen = [];
  for (let turn = 0; turn < 5; turn += 1) {
    await eventually(
      async () => (await status(writer)) === 'HIT' && (await status(reader)) === 'HIT',
      20_000,
    );
    link.cut();
    await writer.cache.bump([tag], FURTHEST);
    seen.push(await status(reader));
  }
  expect(seen).toContain('MISS');
  await link.close();
});

it('a Redis that is slow at every step is left alone before the steps add up', async () => {
  const link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
  const slow = await startCacheApp({ REDIS_CACHE_URL: link.url });
  const kind = aKind();
  const tags = [`${kind.name}:1`];
  const read = () => asRequest(() => slow.cache.read(kind, { id: 1, tags, load: async () => aThing(1) }));
  const isKept = async () => (await read()).status === 'HIT';
  await eventually(isKept, 20_000);
  // The lease is asked for twice, because only the primary knows where this was.
  await slow.cache.bump(tags, FURTHEST);
  link.delay(850);
  const { result, context } = await read();
  expect(result).toEqual(aThing(1));
  expect(context.cache.sum?.freshUntil).toBe(0);
  expect(slow.log.of('cache Redis does not serve; done in the process')).not.toEqual([]);
  link.delay(0);
  await eventually(isKept, 20_000);
  await link.cut();
}, 60_000);

it('whoever wrote what Redis was not told of reads it in every process', async () => {
  const link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
  const [writer, reader] = [await startApi({ REDIS_CACHE_URL: link.url }), await startApi()];
  const { id, name, http } = await openAccount(writer);
  const path = `/api/v1/users/${id}`;
  const seen = async (token?: string) => {
    const headers = token === undefined ? undefined : { 'X-Consistency-Token': token };
    const answer = await fetch(`${reader.url}${path}`, { headers });
    return [answer.headers.get('x-cache'), ((await answer.json()) as { name: string }).name];
  };
  await eventually(async () => (await seen())[0] === 'HIT', 20_000);
  await link.cut();
  const { headers } = await http.patch(path).send({ name: 'Countess' }).expect(200);
  expect(await seen()).toEqual(['HIT', name]);
  expect(await seen(headers['x-consistency-token'])).toEqual(['BYPASS', 'Countess']);
  await link.mend();
  await eventually(async () => (await seen())[1] === 'Countess', 20_000);
  await link.cut();
}, 60_000);

/** Through links that can be cut; and what was asked of it is kept by the cache. */
async function startFarFromDatabase(paths: string[]) {
  const { DATABASE_URL = '', DATABASE_REPLICA_URLS = '' } = await workerEnvironment();
  const links = await Promise.all([DATABASE_URL, ...DATABASE_REPLICA_URLS.split(',')].map(linkTo));
  const [primary = '', ...replicas] = links.map(({ url }) => url);
  const api = await startApi({
    DATABASE_URL: primary,
    DATABASE_REPLICA_URLS: replicas.join(','),
    DATABASE_PRIMARY_WAIT_MS: '300',
  });
  const read = (path: string) => api.anonymous().get(`/api/v1/${path}`);
  for (const path of paths) await eventually(async () => (await read(path)).headers['x-cache'] === 'HIT');
  const all = (change: 'cut' | 'mend') => Promise.all(links.map((link) => link[change]()));
  return { read, cut: () => all('cut'), mend: () => all('mend') };
}

it('what is over is given out while all of the database is away, and nothing that was changed [W7.I2]', async () => {
  const near = await startApi();
  const [user, author] = [await createUser(near, { name: 'Ada' }), await createUser(near)];
  const [post, edited] = [await createPost(near, author.id), await createPost(near, author.id)];
  const paths = [`users/${user.id}`, `users?ids=${user.id}`, `posts/${post.id}`, `posts?ids=${post.id}`];
  const { read, cut, mend } = await startFarFromDatabase([...paths, `posts/${edited.id}`]);
  const fails = async (path: string) => {
    const { headers, body } = await read(path).expect(503);
    expect(headers).toMatchObject({ 'retry-after': expect.any(String) });
    expect(body.reason).toBe('database_unavailable');
  };
  const ageAll = async (lateMs: number) => {
    const keys = [`v1:user:${user.id}`, `v2:post:${post.id}`];
    await age((await workerEnvironment()).REDIS_CACHE_URL ?? '', keys, lateMs);
  };
  await cut();
  // By processes that reach the database still: with an event, and without anybody being told.
  await near.as(author).patch(`/api/v1/posts/${edited.id}`).send({ title: 'Edited' }).expect(200);
  await near.dataSource.query(`UPDATE users SET name = 'Byron' WHERE id = $1`, [user.id]);
  // While the next one would be loaded anyway, and after that.
  for (const lateMs of [20_000, 300_000]) {
    await ageAll(lateMs);
    for (const path of [...paths, ...paths]) {
      const { headers, body } = await read(path).expect(200);
      expect(headers['x-cache']).toBe('STALE');
      expect(Number(headers.age)).toBeGreaterThanOrEqual(lateMs / 1000 + 120);
      expect(JSON.stringify(body)).not.toContain('Byron');
    }
  }
  for (const path of [`posts/${edited.id}`, `users/${author.id}`]) await fails(path);
  await ageAll(1_300_000);
  for (const path of paths) await fails(path);

  await mend();
  for (const path of paths)
    await eventually(async () => (await read(path)).headers['x-cache'] === 'HIT', 20_000);
  expect((await read(`users/${user.id}`)).body.name).toBe('Byron');
  expect((await read(`posts/${edited.id}`).expect(200)).body.title).toBe('Edited');
  await cut();
}, 60_000);

it('while Redis is away the database is asked once for all who ask at the same time [W7.H2]', async () => {
  const link = await linkToRedis();
  const bereft = await startCacheApp({ REDIS_CACHE_URL: link.url });
  await link.close();
  const kind = aKind();
  const loads: number[] = [];
  const contexts: RequestContext[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const read = (ids: number[]) =>
    asRequest(() => {
      contexts.push(currentContext() as RequestContext);
      const load = async (missing: readonly number[]) => {
        loads.push(...missing);
        await held;
        return new Map(missing.map((id) => [id, aThing(id)]));
      };
      return bereft.cache.readMany(kind, { ids, tagsOfId: (id) => [`${kind.name}:${id}`], load });
    });
  const sets = [[1, 2], [2, 3], [3]];
  const asked = Array.from({ length: 30 }, (_, index) => read(sets[index % sets.length] as number[]));
  await eventually(() => contexts.every(({ cache }) => cache.status === 'BYPASS'), 20_000);
  release();
  for (const [index, { result }] of (await Promise.all(asked)).entries())
    expect([...result.keys()]).toEqual(sets[index % sets.length]);
  expect(loads.sort()).toEqual([1, 2, 3]);
});
