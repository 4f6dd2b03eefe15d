import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/run.ts';

interface Burst {
  answers: number;
  failures: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('npm run bench parallel', () => {
  it('has 1000 requests at once answered without and with indexes [W4.H1] [W4.H2]', async () => {
    const settings = ['--rows', '2000', '--rounds', '1', '--route', 'GET /posts', '--results', folder];
    const { code, stdout, stderr } = await run(process.execPath, ['bench/main.ts', 'parallel', ...settings]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('p99 ms');
    const { routes } = JSON.parse(readFileSync(join(folder, 'parallel.json'), 'utf8')) as {
      routes: { route: string; without: Burst; with: Burst }[];
    };
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
