import { runBench } from '../support/bench.ts';

interface Hits {
  route: string;
  contenders: Record<string, { requestsPerSecond: number; redisCommands: number; failures: number }>;
}

interface Strategy {
  name: string;
  hitRatio: number;
  loads: number;
  staleShare: number;
}

describe('npm run bench cache', () => {
  it('compares hits with a bare server on the top posts [W7.H3], and TTL strategies [W7.B3]', async () => {
    const parts = ['--part', 'hits', 'strategies', '--route', 'posts-top'];
    const sizes = ['--rounds', '1', '--seconds', '1', '--warm-up', '1', '--strategy-ms', '200'];
    const { stdout, result } = await runBench<{ hits: Hits[]; strategies: Strategy[] }>('cache', [
      ...parts,
      ...sizes,
    ]);
    expect(stdout).toMatch(/GET \/posts\/top\?limit=100[^]*to bare|to bare[^]*GET \/posts\/top\?limit=100/);
    const contenders = result.hits[0]?.contenders ?? {};
    expect(Object.keys(contenders)).toEqual(['near cache', 'Redis hit', 'replica', 'primary', 'bare']);
    for (const { requestsPerSecond, failures } of Object.values(contenders)) {
      expect(requestsPerSecond).toBeGreaterThan(0);
      expect(failures).toBe(0);
    }
    expect(result.strategies.length).toBeGreaterThanOrEqual(8);
    for (const { hitRatio, staleShare, loads } of result.strategies) {
      expect(hitRatio).toBeGreaterThan(0);
      expect(hitRatio).toBeLessThanOrEqual(1);
      expect(staleShare).toBeGreaterThanOrEqual(0);
      expect(loads).toBeGreaterThan(0);
    }
  }, 250_000);
});
