import fc from 'fast-check';
import { QuerySampler } from './query-sampler.js';

describe('the sampler of the query log', () => {
  it('keeps what falls below its share, with the number of statements it stands for [W4.B3]', () => {
    const draws = [0.24, 0.25, 0, 0.99];
    const sampler = new QuerySampler(0.25, 100, () => draws.shift() ?? 1);
    expect([1, 1, 1, 1].map((ms) => sampler.weightOf(ms))).toEqual([4, 0, 4, 0]);
  });

  it('keeps every slow one, which stands for itself only [W4.B3]', () => {
    const sampler = new QuerySampler(0.25, 100, () => 0.99);
    expect([99.9, 100, 5000].map((ms) => sampler.weightOf(ms))).toEqual([0, 1, 1]);
  });

  it('keeps all with a share of 1', () => {
    const sampler = new QuerySampler(1, 100);
    fc.assert(fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (ms) => sampler.weightOf(ms) === 1));
  });

  it('gives weights that add up to the number of statements, about', () => {
    // A generator with a seed, so that this says something of the sampler and not of luck.
    let state = 42;
    const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
    const sampler = new QuerySampler(0.1, 100, random);
    const total = Array.from({ length: 100_000 }, () => sampler.weightOf(1)).reduce((a, b) => a + b, 0);
    expect(total).toBeGreaterThan(97_000);
    expect(total).toBeLessThan(103_000);
  });
});
