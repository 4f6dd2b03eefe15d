import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Cached } from '../../src/platform/cache/cached.decorator.js';
import type { CacheDefinition } from '../../src/platform/cache/define-cache.js';
import { currentContext } from '../../src/platform/context/request-context.js';
import { AppError } from '../../src/shared/app-error.js';
import { aKind, asRequest, aThing, type CacheApp, startCacheApp, type Thing } from '../cache/cache-app.ts';
import { aSource } from '../cache/source.ts';
import { FURTHEST } from '../../src/shared/wal-position.js';
import { eventually } from '../support/eventually.ts';

let one: CacheApp;
let other: CacheApp;

beforeAll(async () => {
  one = await startCacheApp();
  other = await startCacheApp();
});

describe('a value of the cache', () => {
  it('is loaded once and then found, as it was, by any process [W7.I2] [W7.H7]', async () => {
    const source = aSource();
    expect(await source.read(one)).toMatchObject({ result: aThing(1), status: 'MISS' });
    expect(await source.read(one)).toMatchObject({ result: aThing(1), status: 'HIT' });
    const { result, status, context } = await source.read(other);
    expect({ result, status }).toEqual({ result: aThing(1), status: 'HIT' });
    const tags = [...(context.cache.sum?.clocks.keys() ?? [])];
    expect(tags).toEqual(['*', `ns:${source.kind.name}`, `${source.kind.name}:1`]);
    expect(source.loads).toEqual([1]);
  });

  it('is loaded once for all who ask at the same time [W7.H2]', async () => {
    const source = aSource();
    const asked = Array.from({ length: 200 }, (_, index) => source.read(index % 2 ? one : other));
    for (const { result } of await Promise.all(asked)) expect(result).toEqual(aThing(1));
    expect(source.loads).toEqual([1]);
  });

  it('ends, each a little before its time, so that not all end at once [W7.S5] [W7.I3] [W7.H7]', async () => {
    const source = aSource({ ttlMs: 400 });
    const ends = await Promise.all([1, 2, 3, 4].map(async (id) => (await source.read(one, id)).context));
    const times = ends.map(({ cache }) => (cache.sum?.freshUntil ?? 0) - (cache.sum?.storedAt ?? 0));
    expect(times.every((ms) => ms >= 360 && ms <= 400)).toBe(true);
    expect(new Set(times).size).toBeGreaterThan(1);
    // Nobody reads meanwhile, or it might be loaded anew a little before its end.
    await sleep(450);
    expect((await source.read(one)).status).toBe('MISS');
    expect(source.loads.filter((id) => id === 1)).toHaveLength(2);
  });

  it('is another one for another version, and none when it does not fit [W7.I7]', async () => {
    const source = aSource();
    const kind = aKind();
    const read = <Value>(definition: CacheDefinition<Value>, value: Value) =>
      asRequest(() => one.cache.read(definition, { id: 1, tags: [], load: async () => value }));
    await source.read(one);
    await read(kind, aThing(1));
    const grown = z.object({ id: z.number(), size: z.number() });
    const ofNow = { ...kind, schema: grown };
    expect(await read(ofNow, { id: 1, size: 3 })).toMatchObject({ result: { size: 3 }, status: 'MISS' });
    expect(await read(ofNow, { id: 1, size: 3 })).toMatchObject({ result: { size: 3 }, status: 'HIT' });
    expect((await read({ ...kind, version: 2 }, aThing(1, 'v2'))).result).toEqual(aThing(1, 'v2'));
    expect((await read({ ...kind, version: 2 }, aThing(1, 'v2'))).status).toBe('HIT');
  });

  it('may be that there is none', async () => {
    const forgetful = aSource();
    await forgetful.read(one, 9);
    expect((await forgetful.read(one, 9)).status).toBe('MISS');
    const source = aSource({ negativeTtlMs: 60_000 });
    expect(await source.read(one, 9)).toMatchObject({ result: undefined, status: 'MISS' });
    expect(await source.read(other, 9)).toMatchObject({ result: undefined, status: 'HIT' });
    source.values.set(9, aThing(9));
    await one.cache.bump([`${source.kind.name}:9`]);
    expect((await source.read(other, 9)).result).toEqual(aThing(9));
  });

  it('is given out stale while the next is loaded, by one [W7.I2] [W7.H2]', async () => {
    const source = aSource({ ttlMs: 400, staleForMs: 60_000 });
    await source.read(one);
    source.values.set(1, aThing(1, 'next'));
    await eventually(async () => (await source.read(one)).status === 'STALE');
    await eventually(async () => (await source.read(other)).result?.text === 'next');
  });

  it('is given out when the database is away, and no other error is hidden', async () => {
    const source = aSource({ ttlMs: 400, staleIfErrorMs: 60_000 });
    await source.read(one);
    await sleep(450);
    source.failure = new Error('a fault of ours');
    await expect(source.read(one)).rejects.toThrow('a fault of ours');
    source.failure = new AppError('unavailable', 'database_unavailable', 'Away.');
    expect(await source.read(one)).toMatchObject({ result: aThing(1), status: 'STALE' });
    expect((await source.readMany(one, [1])).status).toBe('STALE');
    await one.cache.bump([`${source.kind.name}:1`]);
    await expect(source.read(one)).rejects.toThrow('Away.');
  });

  it('is passed by where the client wants the newest there is', async () => {
    const source = aSource();
    await source.read(one);
    const { result } = await asRequest(async () => {
      const context = currentContext();
      if (context) context.consistency.latest = true;
      return one.cache
        .read(source.kind, { id: 1, tags: [], load: () => source.load(1) })
        .then(() => context?.cache.status);
    });
    expect(result).toBe('BYPASS');
    expect(source.loads).toEqual([1, 1]);
  });
});

describe('several values', () => {
  it('are read together, and only those that are missing are loaded [W7.B1]', async () => {
    const source = aSource();
    await source.readMany(one, [1, 2]);
    const { result, status } = await source.readMany(other, [3, 2, 9, 1, 3]);
    expect([...result]).toEqual([
      [3, aThing(3)],
      [2, aThing(2)],
      [1, aThing(1)],
    ]);
    expect(status).toBe('MISS');
    expect(source.loads).toEqual([1, 2, 3, 9]);
    expect((await source.readMany(one, [1, 2, 3])).status).toBe('HIT');
    await one.cache.bump([`${source.kind.name}:2`]);
    await source.readMany(one, [1, 2, 3]);
    expect(source.loads).toEqual([1, 2, 3, 9, 2]);
  });

  it('are loaded once for all who ask at the same time, though for others with them [W7.H2]', async () => {
    const source = aSource();
    const sets = [[1, 2], [2, 3], [3, 1], [4]];
    const ask = (index: number) => {
      const ids = sets[index % sets.length] as number[];
      return ids.length > 1 ? source.readMany(index % 8 < 4 ? one : other, ids) : source.read(one, 4);
    };
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(index)));
    for (const [index, { result }] of answers.entries())
      if (result instanceof Map) expect([...result.keys()]).toEqual(sets[index % sets.length]);
    expect(source.loads.sort()).toEqual([1, 2, 3, 4]);
  });

  it('are not loaded by who had looked before another kept them [W7.H2]', async () => {
    const source = aSource();
    // The connection is there.
    await source.readMany(other, [3]);
    let release = () => {};
    const held = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    // Redis is asked at once, and what it says is looked at when it is known what the client has written.
    const late = source.readMany(other, [1, 2], ({ consistency }) => consistency.requireLater(held));
    await source.readMany(one, [1, 2]);
    release();
    const { result, status } = await late;
    expect([...result.keys()]).toEqual([1, 2]);
    expect(status).toBe('MISS');
    expect(source.loads).toEqual([3, 1, 2]);
  });

  it('are not refreshed by who had looked before another did so [W7.H2]', async () => {
    const source = aSource({ ttlMs: 1000, staleForMs: 60_000 });
    await source.readMany(other, [1]);
    await sleep(1050);
    let release = () => {};
    const held = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    const late = source.readMany(other, [1], ({ consistency }) => consistency.requireLater(held));
    await eventually(async () => (await source.readMany(one, [1])).status === 'HIT');
    const { length } = source.loads;
    release();
    expect((await late).status).toBe('STALE');
    // It would do so beside the request.
    await sleep(200);
    expect(source.loads).toHaveLength(length);
  });

  it('are there for those who wait for another, though what was asked for with them fails', async () => {
    const source = aSource();
    const [slow, failing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const begun: number[] = [];
    const ask = (app: CacheApp, ids: number[], wait: Promise<void>) =>
      asRequest(() =>
        app.cache.readMany(source.kind, {
          ids,
          tagsOfId: () => [],
          load: async (missing) => {
            begun.push(...missing);
            await wait;
            return new Map(missing.map((id) => [id, aThing(id)]));
          },
        }),
      );
    const elsewhere = ask(other, [2], slow.promise);
    await eventually(() => begun.includes(2));
    const both = ask(one, [1, 2], failing.promise);
    await eventually(() => begun.includes(1));
    const waiting = ask(one, [2], slow.promise);
    // By then it has joined the flight of those who asked for both.
    await sleep(100);
    failing.reject(new Error('a fault of ours'));
    await expect(both).rejects.toThrow('a fault of ours');
    slow.resolve();
    for (const { result } of await Promise.all([elsewhere, waiting]))
      expect(result.get(2)).toEqual(aThing(2));
    expect(begun).toEqual([2, 1]);
  });

  it('that may not be kept are loaded once more for all who waited for them', async () => {
    const source = aSource();
    const asked = Array.from({ length: 50 }, () => source.readMany(one, [8, 9]));
    for (const { result } of await Promise.all(asked)) expect(result.size).toBe(0);
    expect(source.loads).toEqual([8, 9, 8, 9]);
  });

  it('are refreshed once where one of them is due [W7.I2] [W7.H2]', async () => {
    const source = aSource({ ttlMs: 100, staleForMs: 60_000 });
    await source.readMany(one, [1, 2]);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let refreshes = 0;
    const read = (app: CacheApp) =>
      asRequest(() =>
        app.cache.readMany(source.kind, {
          ids: [1, 2],
          tagsOfId: (id) => [`${source.kind.name}:${id}`],
          load: async (ids) => {
            refreshes += ids.length;
            await held;
            return new Map(ids.map((id) => [id, aThing(id, 'next')]));
          },
        }),
      );
    await eventually(async () => (await read(one)).status === 'STALE' && refreshes > 0);
    await sleep(150);
    for (let turn = 0; turn < 40; turn += 1)
      expect((await read(turn % 2 ? one : other)).status).toBe('STALE');
    expect(refreshes).toBeLessThan(5);
    release();
    await eventually(async () => (await read(other)).result.get(1)?.text === 'next');
  });
});

describe('a change', () => {
  const change = (app: CacheApp, work: (tx: never) => Promise<void>) =>
    asRequest(() => app.database.transaction('thing.change', (tx) => work(tx as never)));

  it('makes everything wrong that tells of it, once it is committed [W7.I4] [W7.I6]', async () => {
    const source = aSource();
    await source.read(one);
    await source.read(one, 2);
    source.values.set(1, aThing(1, 'new'));
    const tags = [`${source.kind.name}:1`];
    const rolledBack = change(one, async (tx) => {
      await one.cache.invalidate(tx, tags);
      throw new AppError('conflict', 'no', 'No.');
    });
    await expect(rolledBack).rejects.toThrow('No.');
    expect((await source.read(other)).status).toBe('HIT');
    await change(one, (tx) => one.cache.invalidate(tx, tags));
    expect(await source.read(other)).toMatchObject({ result: aThing(1, 'new'), status: 'MISS' });
    expect((await source.read(other, 2)).status).toBe('HIT');
    await one.cache.bump([`ns:${source.kind.name}`]);
    expect((await source.read(other, 2)).status).toBe('MISS');
  });

  it('of what a value turned out to be made of makes it wrong, too [W7.I6]', async () => {
    const kind = aKind();
    let text = 'old';
    const read = () =>
      asRequest(() =>
        one.cache.read<Thing>(kind, {
          id: 'page',
          tags: [],
          tagsOf: ({ id }) => [`author:${kind.name}:${id}`],
          load: async () => aThing(7, text),
        }),
      );
    await read();
    expect((await read()).status).toBe('HIT');
    text = 'new';
    await other.cache.bump([`author:${kind.name}:7`]);
    expect(await read()).toMatchObject({ result: aThing(7, 'new'), status: 'MISS' });
    expect((await read()).status).toBe('HIT');
    // Where nobody knows the position of the change, loads find one behind it.
    await other.cache.bump([`author:${kind.name}:7`], FURTHEST);
    await eventually(async () => (await read()).status === 'HIT');
  });

  it('leaves the new value where it is written through [W7.H1]', async () => {
    const source = aSource();
    const key = { id: 1, tags: [`${source.kind.name}:1`] };
    await source.read(one);
    const next = aThing(1, 'written');
    await change(one, (tx) => one.cache.writeThrough(tx, source.kind, key, next));
    expect(await source.read(other)).toMatchObject({ result: next, status: 'HIT' });
    expect(source.loads).toEqual([1]);
  });

  it('does not leave it when somebody else came in between [W7.H1]', async () => {
    const source = aSource();
    const key = { id: 1, tags: [`${source.kind.name}:1`] };
    await source.read(one);
    await change(one, async (tx) => {
      await one.cache.writeThrough(tx, source.kind, key, aThing(1, 'overtaken'));
      await other.cache.bump(key.tags);
    });
    source.values.set(1, aThing(1, 'the last'));
    expect(await source.read(other)).toMatchObject({ result: aThing(1, 'the last'), status: 'MISS' });
  });
});

it('is declared on methods of services [W7.I1]', async () => {
  const kind = aKind();
  class Things {
    calls = 0;
    readonly cache = one.cache;

    async find(id: number): Promise<Thing | undefined> {
      this.calls += 1;
      return aThing(id);
    }
  }
  const find = Object.getOwnPropertyDescriptor(Things.prototype, 'find') as never;
  Cached<[number], Thing>(kind, (id) => ({ id, tags: [`thing:${id}`] }))(Things.prototype, 'find', find);
  Object.defineProperty(Things.prototype, 'find', find);
  const things = new Things();
  expect(await things.find(5)).toEqual(aThing(5));
  expect(await things.find(5)).toEqual(aThing(5));
  expect(things.calls).toBe(1);
});
