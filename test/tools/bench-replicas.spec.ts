import { runBench } from '../support/bench.ts';

interface Turn {
  perSecond: number;
  readP50Ms: number;
  readP99Ms: number;
  onPrimary: number;
  onReplica1: number;
  onReplica2: number;
  answers: number;
  stale: number;
  failures: number;
}

type Turns = Record<string, Turn>;

describe('npm run bench replicas', () => {
  it('compares response times, statements and stale answers of three data accesses [W9.I4]', async () => {
    const settings = ['--rounds', '1', '--seconds', '1', '--pairs', '50'];
    const { stdout, result } = await runBench<{ reads: Turns; pairs: Turns }>('replicas', settings);
    expect(stdout).toMatch(/read p50 ms[^]*groundwork[^]*CPU that the routing adds to it[^]*(PASS|MISS)/);
    const { reads, pairs } = result;
    for (const turns of [reads, pairs]) {
      expect(Object.keys(turns)).toEqual(['primary', 'typeorm', 'groundwork']);
      for (const { answers, perSecond, readP50Ms, readP99Ms, failures } of Object.values(turns)) {
        expect(answers).toBeGreaterThanOrEqual(50);
        expect(perSecond).toBeGreaterThan(0);
        expect(readP99Ms).toBeGreaterThanOrEqual(readP50Ms);
        expect(failures).toBe(0);
      }
    }
    expect(reads.primary?.onPrimary).toBeCloseTo(1, 0);
    expect(reads.groundwork?.onPrimary).toBeLessThan(0.2);
    expect(Math.abs((reads.groundwork?.onReplica1 ?? 0) - (reads.groundwork?.onReplica2 ?? 0))).toBeLessThan(
      0.1,
    );
    expect(pairs.groundwork?.stale).toBe(0);
  }, 250_000);
});
