import { FURTHEST } from '../../src/shared/wal-position.js';
import { aKind, asRequest, aThing, type CacheApp, startCacheApp } from '../cache/cache-app.ts';
import { eventually } from '../support/eventually.ts';
import { FaultyLink } from '../support/faulty-link.ts';
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
