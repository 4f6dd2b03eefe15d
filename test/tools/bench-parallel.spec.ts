import { runBench } from '../support/bench.ts';

interface Burst {
  answers: number;
  failures: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

describe('npm run bench parallel', () => {
  it('has 1000 requests at once answered without and with indexes [W4.H1] [W4.H2]', async () => {
    const settings = ['--rows', '2000', '--rounds', '1', '--route', 'GET /posts'];
    const { stdout, result } = await runBench<{ routes: { route: string; without: Burst; with: Burst }[] }>(
      'parallel',
      settings,
    );
    expect(stdout).toContain('p99 ms');
    const { routes } = result;
    expect(routes.map(({ route }) => route)).toEqual(['GET /posts']);
    for (const route of routes)
      for (const { answers, failures, p50Ms, p95Ms, p99Ms } of [route.without, route.with]) {
        expect({ answers, failures }).toEqual({ answers: 1000, failures: 0 });
        expect(p50Ms).toBeGreaterThan(0);
        expect(p95Ms).toBeGreaterThanOrEqual(p50Ms);
        expect(p99Ms).toBeGreaterThanOrEqual(p95Ms);
      }
  }, 600_000);
});
