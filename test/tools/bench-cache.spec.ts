import { runBench } from '../support/bench.ts';

interface Hits {
  route: string;
  contenders: Record<string, { requestsPerSecond: number; redisCommands: number; failures: number }>;
}

interface Strategy {
  name: string;
  reads: number;
  hitRatio: number;
  loads: number;
  staleShare: number;
}

interface Measured {
  hits: Hits[];
  strategies: Strategy[];
  together: Record<string, { requestsPerSecond: number; failures: number }>;
}

describe('npm run bench cache', () => {
  it('compares hits on the top posts [W7.H3], TTL strategies [W7.B3], and cache with replicas [W9.H5]', async () => {
    const parts = ['--part', 'hits', 'strategies', 'together', '--route', 'posts-top'];
    const sizes = ['--rounds', '1', '--seconds', '0.4', '--warm-up', '1', '--strategy-ms', '300'];
    const { stdout, result } = await runBench<Measured>('cache', [...parts, ...sizes]);
    expect(stdout).toMatch(/to bare[^]*GET \/posts\/top\?limit=100[^]*strategy/);
    const contenders = result.hits[0]?.contenders ?? {};
    expect(Object.keys(contenders)).toEqual(['near cache', 'Redis hit', 'replica', 'primary', 'bare']);
    for (const { requestsPerSecond, failures } of Object.values(contenders)) {
      expect(requestsPerSecond).toBeGreaterThan(0);
      expect(failures).toBe(0);
    }
    expect(result.strategies.length).toBeGreaterThanOrEqual(8);
    for (const { reads, loads, hitRatio, staleShare } of result.strategies) {
      expect(reads).toBeGreaterThan(0);
      expect(loads).toBeGreaterThan(0);
      for (const share of [hitRatio, staleShare]) expect(share).toBeLessThanOrEqual(1);
    }
    expect(result.strategies.find(({ name }) => name === 'long TTL')?.hitRatio).toBeGreaterThan(0);
    const ways = ['primary only', 'replicas', 'cache', 'replicas and cache'];
    expect(Object.keys(result.together)).toEqual(ways);
    for (const { requestsPerSecond, failures } of Object.values(result.together)) {
      expect(requestsPerSecond).toBeGreaterThan(0);
      expect(failures).toBe(0);
    }
  }, 250_000);
});
