import { runBench } from '../support/bench.ts';

describe('npm run bench pool', () => {
  it('compares one connection with pools of 2 to 64 [W4.H4] [W4.B5]', async () => {
    const settings = ['--rounds', '1', '--seconds', '0.3', '--clients', '32'];
    const { stdout, result } = await runBench<{
      sizes: { connections: number; perSecond: number; p50Ms: number; p99Ms: number }[];
    }>('pool', settings);
    expect(stdout).toMatch(/against one[^]*throughput stops growing at (1|2|4|8|16|32|64) connections/);
    const { sizes } = result;
    expect(sizes.map(({ connections }) => connections)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    for (const { perSecond, p50Ms, p99Ms } of sizes) {
      expect(perSecond).toBeGreaterThan(0);
      expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    }
  }, 60_000);
});
