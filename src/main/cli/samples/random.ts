/** Numbers from 0 up to 1 that depend on the seeds only (mulberry32). */
export type Random = () => number;

export function seeded(seed: number, row = 0): Random {
  let state = (Math.imul(seed, 0x9e3779b1) + Math.imul(row, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export function oneOf<T>(random: Random, things: readonly T[]): T {
  const thing = things[between(random, 0, things.length - 1)];
  if (thing === undefined) throw new RangeError('there is nothing to choose from');
  return thing;
}

const FIRST_TIME = Date.parse('2022-01-01T00:00:00Z');
const LAST_TIME = Date.parse('2025-12-31T23:59:59Z');

/** In UTC, to the second, before 2026. */
export function time(random: Random, from = FIRST_TIME): number {
  return Math.floor((from + random() * (LAST_TIME - from)) / 1000) * 1000;
}

export function asTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
