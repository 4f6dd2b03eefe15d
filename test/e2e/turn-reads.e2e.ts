import { type CacheApp, startCacheApp } from '../cache/cache-app.ts';
import { aSource } from '../cache/source.ts';
import { eventually } from '../support/eventually.ts';

let one: CacheApp;
let other: CacheApp;

beforeAll(async () => {
  one = await startCacheApp();
  other = await startCacheApp();
});

describe('what is asked for as text', () => {
  it('in one turn of the event loop is of one moment, and read once', async () => {
    const source = aSource();
    await source.read(one);
    const key = `v1:${source.kind.name}:1`;
    const asked = [one.reads.read([key]), one.reads.read(['none', key])];
    const [first, second] = await Promise.all(asked);
    expect(first).toBe(second);
    expect(first?.text(key)).toContain('"value"');
    expect(first?.text('none')).toBeNull();
    expect(await one.reads.read([key])).not.toBe(first);
  });

  it('is of the same moment as long as nothing is changed', async () => {
    const at = async () => (await one.reads.read(['none']))?.at;
    await eventually(async () => {
      const before = await at();
      return before !== undefined && before === (await at());
    });
    const before = await at();
    await other.cache.bump(['thing:of-nobody']);
    expect(await at()).not.toBe(before);
  });

  it('of more keys than are read in one step is read in several', async () => {
    const keys = Array.from({ length: 600 }, (_, index) => `none:${index}`);
    const moments = await Promise.all(keys.map((each) => one.reads.read([each])));
    expect(moments).not.toContain(undefined);
    expect(new Set(moments).size).toBe(3);
    expect(keys.map((each, index) => moments[index]?.text(each))).toEqual(keys.map(() => null));
  });
});
