import { BatchSize } from './batch-size.js';

const LIMITS = { batchRowsMin: 500, batchRowsMax: 50_000, batchTargetMs: 500, memoryBytes: 400 };

describe('the size of batches', () => {
  it('grows to what is written in the time that a batch is to take, at most twofold at once [W6.B5]', () => {
    const size = new BatchSize(LIMITS, null);
    expect(size.rows).toBe(2000);
    const sizes = Array.from({ length: 5 }, () => {
      // 20 rows a millisecond.
      size.learn(size.rows, size.rows / 20, 0);
      return size.rows;
    });
    expect(sizes).toEqual([4000, 8000, 10_000, 10_000, 10_000]);
  });

  it('shrinks when batches take longer, down to the least [W6.B5]', () => {
    const size = new BatchSize(LIMITS, null, 4000);
    expect(size.learn(4000, 1000, 0)).toBe(true);
    expect(size.rows).toBe(2000);
    for (let batch = 0; batch < 5; batch += 1) size.learn(size.rows, 60_000, 0);
    expect(size.rows).toBe(500);
  });

  it('shrinks when memory gets short, however quick batches are [W6.B5]', () => {
    const size = new BatchSize(LIMITS, null, 4000);
    expect(size.learn(4000, 1, 401)).toBe(true);
    expect(size.rows).toBe(2000);
  });

  it('shrinks below what small batches had that took too long, whatever it has grown to [W6.B5]', () => {
    const size = new BatchSize(LIMITS, null, 32_000);
    expect(size.learn(4000, 1000, 0)).toBe(true);
    expect(size.rows).toBe(2000);
  });

  it('shrinks below what a batch had that did not come to its end, each time [W6.B5]', () => {
    const size = new BatchSize(LIMITS, null, 32_000);
    const tries = Array.from({ length: 4 }, () => {
      const rows = Math.min(size.rows, 6000);
      size.learn(rows, Infinity, 0);
      return rows;
    });
    expect(tries).toEqual([6000, 3000, 1500, 750]);
    expect(size.rows).toBe(500);
  });

  it('does not grow by one that took too long and was made when batches were larger', () => {
    const size = new BatchSize(LIMITS, null, 2000);
    size.learn(20_000, Infinity, 0);
    expect(size.rows).toBe(1000);
  });

  it('stays where a batch says little: a small one, or one that is nearly as wanted', () => {
    const size = new BatchSize(LIMITS, null, 4000);
    expect(size.learn(100, 1, 0)).toBe(false);
    expect(size.learn(4000, 480, 0)).toBe(false);
    expect(size.rows).toBe(4000);
  });

  it('is what the caller wants, within no bounds [W6.I1]', () => {
    const size = new BatchSize(LIMITS, 7);
    expect(size.learn(7, 1, 0)).toBe(false);
    expect(size.rows).toBe(7);
  });
});
