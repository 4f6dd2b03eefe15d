import { aKind, asRequest, aThing, type CacheApp, startCacheApp, type Thing } from '../cache/cache-app.ts';

let one: CacheApp;
let other: CacheApp;

beforeAll(async () => {
  one = await startCacheApp();
  other = await startCacheApp();
});

describe('a value of the cache', () => {
  it('is loaded once and then found, as it was, by any process [W7.I2] [W7.H7]', async () => {
    const kind = aKind();
    let loads = 0;
    const read = (app: CacheApp) =>
      asRequest(() =>
        app.cache.read(kind, {
          id: 1,
          tags: ['thing:1'],
          load: async () => {
            loads += 1;
            return aThing(1);
          },
        }),
      );
    expect(await read(one)).toMatchObject({ result: aThing(1), status: 'MISS' });
    expect(await read(one)).toMatchObject({ result: aThing(1), status: 'HIT' });
    expect(await read(other)).toMatchObject({ result: aThing(1), status: 'HIT' });
    expect(loads).toBe(1);
  });

  it('is wrong once a tag of it is changed [W7.I4]', async () => {
    const kind = aKind();
    let text = 'old';
    const read = (app: CacheApp) =>
      asRequest(() =>
        app.cache.read<Thing>(kind, { id: 1, tags: ['thing:2'], load: async () => aThing(1, text) }),
      );
    await read(one);
    text = 'new';
    expect((await read(other)).result).toEqual(aThing(1, 'old'));
    await asRequest(() =>
      one.database.transaction('thing.change', async (tx) => {
        await one.cache.invalidate(tx, ['thing:2']);
      }),
    );
    expect(await read(other)).toMatchObject({ result: aThing(1, 'new'), status: 'MISS' });
    expect(await read(one)).toMatchObject({ result: aThing(1, 'new'), status: 'HIT' });
  });
});
