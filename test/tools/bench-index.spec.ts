import { runBench } from '../support/bench.ts';

interface Explained {
  how: string;
  ms: number;
  pages: number;
  rows: number;
  plan: string[];
}

interface Result {
  effects: { path: string; index: string; before: Explained; after: Explained }[];
  writes: { table: string; indexes: number; perSecondWith: number; perSecondWithout: number }[];
}

describe('npm run bench index', () => {
  it('explains what the API asks without and with each index [W3.H4] [W4.I3]', async () => {
    const settings = ['--rows', '10000', '--rounds', '1', '--plans'];
    const { stdout, result } = await runBench<Result>('index', settings);
    expect(stdout).toMatch(/times faster[^]*rows\/s without[^]*Execution Time: /);
    const { effects, writes } = result;
    expect(effects.length).toBeGreaterThan(0);
    for (const { index, before, after } of effects) {
      expect({ index, how: after.how }).toEqual({ index, how: expect.stringContaining(`(${index})`) });
      expect(before.how).not.toContain(index);
      expect(after.pages).toBeLessThanOrEqual(before.pages);
      expect(after.rows).toBe(before.rows);
      expect(after.plan.join('\n')).toMatch(/Buffers: [^]*Execution Time: /);
    }
    expect(writes.map(({ table }) => table)).toEqual(['users', 'posts']);
    for (const { indexes, perSecondWith } of writes) {
      expect(indexes).toBeGreaterThanOrEqual(4);
      expect(perSecondWith).toBeGreaterThan(0);
    }
  }, 120_000);
});
