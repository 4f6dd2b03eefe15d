import { runBench } from '../support/bench.ts';

interface Result {
  ratio: number;
  enqueueing: Record<string, { perSecond: number; usEach: number }[]>;
  processing: Record<string, { perSecond: number; cpuUs: number }[]>;
  latencies: Record<string, number[][]>;
}

describe('npm run bench jobs', () => {
  it('compares enqueueing, processing and latency with bare BullMQ', async () => {
    const settings = ['--rounds', '1', '--seconds', '0.2', '--jobs', '500', '--starts', '10'];
    const { stdout, result } = await runBench<Result>('jobs', settings);
    expect(stdout).toMatch(/outbox: a job a transaction[^]*bare BullMQ[^]*(PASS|MISS)[^]*p99 ms/);
    expect(Object.keys(result.enqueueing)).toHaveLength(7);
    for (const [turn] of Object.values(result.enqueueing)) expect(turn?.perSecond).toBeGreaterThan(0);
    expect(Object.keys(result.processing)).toEqual(['plain', 'bare', 'groundwork']);
    for (const [turn] of Object.values(result.processing)) expect(turn?.perSecond).toBeGreaterThan(0);
    for (const [starts] of Object.values(result.latencies)) {
      expect(starts).toHaveLength(10);
      // Nothing begins before it is enqueued.
      expect(starts?.every((ms) => ms > 0)).toBe(true);
    }
    expect(result.ratio).toBeGreaterThan(0);
  }, 300_000);
});
