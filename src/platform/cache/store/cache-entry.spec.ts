import { isDueEarly } from './cache-entry.js';

const NOW = 1_800_000_000_000;

/** A value that took 100 ms to load and is fresh for so long. */
const endingIn = (ms: number) => ({
  clock: 1,
  storedAt: NOW - 60_000,
  freshUntil: NOW + ms,
  loadMs: 100,
  tags: [],
});

describe('the next value is loaded early', () => {
  it.each([
    [0, false],
    [0.5, false],
    [0.9, true],
    [0.999, true],
  ])('a load and a half before the end by chance: of %d it is %s', (chance, isDue) => {
    expect(isDueEarly(endingIn(150), NOW, chance)).toBe(isDue);
  });

  it('the more likely the nearer the end: by exp(-what is left / load)', () => {
    const share = (ms: number) => {
      const chances = Array.from({ length: 1000 }, (_, index) => index / 1000);
      return chances.filter((chance) => isDueEarly(endingIn(ms), NOW, chance)).length / 1000;
    };
    for (const ms of [10, 100, 300]) expect(share(ms)).toBeCloseTo(Math.exp(-ms / 100), 2);
    expect(share(10_000)).toBe(0);
  });

  it('at the end for certain', () => {
    expect(isDueEarly(endingIn(0), NOW, 0)).toBe(true);
    expect(isDueEarly(endingIn(-1), NOW, 0.5)).toBe(true);
  });
});
