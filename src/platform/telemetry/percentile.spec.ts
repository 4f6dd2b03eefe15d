import { percentile } from './percentile.js';

const reached = [
  { seconds: 0.01, requests: 50 },
  { seconds: 0.1, requests: 90 },
  { seconds: 1, requests: 90 },
  { seconds: Infinity, requests: 100 },
];

describe('a percentile of a histogram', () => {
  it.each([
    [0.25, 0.005],
    [0.5, 0.01],
    [0.7, 0.055],
    [0.9, 0.1],
    [0.95, 1],
    [1, 1],
  ])('of %d lies at %d s', (share, seconds) => {
    expect(percentile(reached, share)).toBeCloseTo(seconds, 6);
  });

  it('of nothing is 0', () => {
    expect(percentile([], 0.5)).toBe(0);
    expect(percentile([{ seconds: Infinity, requests: 0 }], 0.5)).toBe(0);
  });
});
