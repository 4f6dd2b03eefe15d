import { runBench } from '../support/bench.ts';

interface Load {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  failures: number;
}

describe('npm run bench http', () => {
  it('compares the API with a bare server that answers the same, route by route', async () => {
    const settings = ['--rounds', '1', '--seconds', '0.5', '--warm-up', '0.5', '--connections', '4'];
    const { stdout, result } = await runBench<{ routes: { name: string; ours: Load; bare: Load }[] }>(
      'http',
      settings,
    );
    expect(stdout).toMatch(/POST \/posts/);
    expect(result.routes).toHaveLength(4);
    for (const { ours, bare } of result.routes)
      for (const { requestsPerSecond, p50Ms, p99Ms, failures } of [ours, bare]) {
        expect(requestsPerSecond).toBeGreaterThan(0);
        expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
        expect(failures).toBe(0);
      }
  }, 250_000);
});
