import { HotKeys } from './hot-keys.js';

const SECOND = 1000;

/** Reads `hot` so often in every second, among as many others that are read once. */
function readAmongOthers(keys: HotKeys, seconds: number, hot: Record<string, number>, others: number): void {
  for (let second = 0; second < seconds; second += 1) {
    for (let other = 0; other < others; other += 1) {
      keys.hit(`other:${second}:${other}`);
      for (const [key, perSecond] of Object.entries(hot))
        if (other % Math.ceil(others / perSecond) === 0) keys.hit(key);
    }
    keys.forget(SECOND);
  }
}

describe('hot keys', () => {
  it('are found among a hundred thousand that are read once, with about how often they are read [W7.H5]', () => {
    const keys = new HotKeys(20);
    readAmongOthers(keys, 20, { a: 500, b: 100, c: 1 }, 5000);
    const [first, second, ...rest] = keys.list(10);
    expect([first?.key, second?.key, rest]).toEqual(['a', 'b', []]);
    expect(first?.perSecond).toBeGreaterThan(400);
    expect(first?.perSecond).toBeLessThan(510);
    expect(second?.perSecond).toBeLessThan(110);
    expect([keys.isHot('a'), keys.isHot('c'), keys.isHot('other:19:1')]).toEqual([true, false, false]);
  });

  it('are none when all are read equally often, however many', () => {
    const keys = new HotKeys(2);
    readAmongOthers(keys, 20, {}, 10_000);
    expect(keys.list(10)).toEqual([]);
  });

  it('are forgotten when they are read no more', () => {
    const keys = new HotKeys(2);
    for (let reading = 0; reading < 1000; reading += 1) keys.hit('a');
    expect(keys.isHot('a')).toBe(true);
    for (let second = 0; second < 60; second += 1) keys.forget(SECOND);
    expect(keys.isHot('a')).toBe(false);
  });
});
