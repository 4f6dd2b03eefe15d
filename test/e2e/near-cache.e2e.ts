import { BumpListener } from '../../src/platform/cache/near/bump-listener.js';
import { HotKeys } from '../../src/platform/cache/near/hot-keys.js';
import { NearCache } from '../../src/platform/cache/near/near-cache.js';
import type { NearEntry } from '../../src/platform/cache/near/near-entry.js';
import { createCacheRedis } from '../../src/platform/redis/cache-redis.js';
import type { CacheRedis } from '../../src/platform/redis/cache-client.js';
import { eventually } from '../support/eventually.ts';
import { type Link, linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

// Of this suite alone: what others publish is not heard.
const CHANNEL = `near-test:${process.pid}`;
const LIMITS = { maxBytes: 100_000, maxAgeMs: 60_000 };

let url: string;
let other: CacheRedis;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  url = (await workerEnvironment()).REDIS_CACHE_URL ?? '';
  other = await connection(url);
});

afterAll(() => Promise.all(closing.map((close) => close())));

async function connection(to: string): Promise<CacheRedis> {
  const redis = await createCacheRedis(to).connect();
  closing.push(() => redis.destroy());
  return redis;
}

async function nearCache(at = url, limits = LIMITS): Promise<NearCache> {
  const redis = await connection(at);
  const near = new NearCache(
    new HotKeys(2),
    limits,
    (events) => new BumpListener(CHANNEL, redis, () => createCacheRedis(at), events),
  );
  closing.push(() => near.onModuleDestroy());
  return near;
}

function entryOf(more: Partial<NearEntry<string>> = {}): NearEntry<string> {
  const now = Date.now();
  const whole = {
    value: 'kept',
    tags: ['*'],
    clock: 100,
    storedAt: now,
    freshUntil: now + 60_000,
    bytes: 100,
  };
  return { ...whole, ...more };
}

/** Reads the key until it is hot. */
function heat(near: NearCache, key: string): void {
  for (let reading = 0; reading < 100; reading += 1) near.get(key);
}

function offer(near: NearCache, key: string, more?: Partial<NearEntry<string>>): boolean {
  near.offer(key, entryOf(more), performance.now());
  return near.get(key) !== undefined;
}

/** It begins to listen when the first hot key is offered, and keeps nothing before. */
async function keeping(near: NearCache, key: string, more?: Partial<NearEntry<string>>): Promise<void> {
  heat(near, key);
  await eventually(() => offer(near, key, more), 20_000);
}

describe('the near cache', () => {
  it('keeps what is hot, and nothing else [W7.H5]', async () => {
    const near = await nearCache();
    expect(offer(near, 'a')).toBe(false);
    await keeping(near, 'a');
    expect(offer(near, 'cold')).toBe(false);
    // A beat that is late empties it for a moment.
    await eventually(() => offer(near, 'a') && near.state().entries === 1, 20_000);
    await eventually(() => offer(near, 'a') && near.get<string>('a')?.value === 'kept', 20_000);
  });

  it('lets go of what another process says has changed, and of nothing else [W7.H5]', async () => {
    const near = await nearCache();
    let clock = 100;
    // Again when a beat was late meanwhile, which empties it of everything.
    await eventually(async () => {
      clock += 1;
      await keeping(near, 'a', { tags: ['*', 'user:1'], clock });
      await keeping(near, 'b', { tags: ['*', 'user:2'], clock: 100 });
      await other.publish(CHANNEL, `${clock + 1} posts user:1`);
      await eventually(() => !near.get('a'), 20_000);
      return near.get('b') !== undefined;
    }, 20_000);
    await other.publish(CHANNEL, '102 key:b');
    await eventually(() => !near.get('b'));
    expect(near.state()).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('does not keep what was read before a change that it has heard of since', async () => {
    const near = await nearCache();
    await keeping(near, 'a', { tags: ['user:3'] });
    await other.publish(CHANNEL, '200 user:3');
    await eventually(() => !near.get('a'));
    expect(offer(near, 'a', { tags: ['*', 'user:3'], clock: 199 })).toBe(false);
    await keeping(near, 'a', { tags: ['*', 'user:3'], clock: 200 });
  });

  it('stays within its bytes, and keeps nothing that is very large', async () => {
    const near = await nearCache();
    await keeping(near, 'a');
    for (let each = 0; each < 100; each += 1) {
      await keeping(near, `many:${each}`, { bytes: 5000 });
      expect(near.state().bytes).toBeLessThanOrEqual(LIMITS.maxBytes);
    }
    expect(near.state().entries).toBeGreaterThan(10);
    expect(near.get('a')).toBeUndefined();
    expect(offer(near, 'many:99', { bytes: 20_000 })).toBe(false);
  });

  it('asks Redis again after a while, and gives out nothing that is no longer fresh [W7.S5]', async () => {
    const near = await nearCache(url, { ...LIMITS, maxAgeMs: 50 });
    await keeping(near, 'a');
    await eventually(() => !near.get('a'));
    await keeping(near, 'b', { freshUntil: Date.now() + 60_000 });
    expect(offer(near, 'b', { freshUntil: Date.now() - 1 })).toBe(false);
  });

  it('keeps nothing and connects to nothing when it may take no memory', async () => {
    const near = await nearCache(url, { ...LIMITS, maxBytes: 0 });
    heat(near, 'a');
    expect(offer(near, 'a')).toBe(false);
    expect(near.state()).toEqual({ hearing: false, entries: 0, bytes: 0, maxBytes: 0 });
  });
});

describe.each([
  ['is cut off', (link: Link) => link.cut(), (link: Link) => link.mend()],
  ['hangs', async (link: Link) => link.freeze(), async (link: Link) => link.thaw()],
])('when Redis %s', (_, harm, heal) => {
  it('the near cache is empty until it hears everything again [W7.H5]', async () => {
    const link = await linkTo(url);
    closing.push(() => link.cut());
    const near = await nearCache(link.url);
    await keeping(near, 'a', { tags: ['user:4'] });
    const askedAt = performance.now();

    await harm(link);
    await eventually(() => !near.get('a'), 20_000);
    expect(offer(near, 'a', { tags: ['user:4'] })).toBe(false);
    await other.publish(CHANNEL, '300 user:4');

    await heal(link);
    await eventually(() => near.state().hearing, 20_000);
    expect(near.state().entries).toBe(0);
    // It was read before the change, which nobody here has heard of.
    near.offer('a', entryOf({ tags: ['user:4'] }), askedAt);
    expect(near.get('a')).toBeUndefined();
    await keeping(near, 'a', { tags: ['user:4'], clock: 300 });
  });
});
