import { ExpiringMap } from './expiring-map.js';

describe('a map of entries that expire', () => {
  it('knows an entry until it expires, and then has no trace of it', () => {
    const map = new ExpiringMap<number>(10);
    map.set('a', 1, 1000);
    expect(map.get('a', 999)).toBe(1);
    expect(map.get('a', 1000)).toBeUndefined();
    expect(map.size).toBe(0);
  });

  it('forgets what was not set for longest when it is full', () => {
    const map = new ExpiringMap<number>(3);
    for (const key of ['a', 'b', 'c', 'a', 'd']) map.set(key, 1, 1000);
    expect(['a', 'b', 'c', 'd'].map((key) => map.get(key, 0))).toEqual([1, undefined, 1, 1]);
    expect(map.size).toBe(3);
  });
});
