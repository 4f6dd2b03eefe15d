import { runBench } from '../support/bench.ts';

interface WayResult {
  way: string;
  added: number;
  perSecond: number;
  ratio: number;
}

describe('npm run bench batch', () => {
  it('adds posts and users one by one, many at once, by COPY and through the API [W4.H5]', async () => {
    const settings = ['--rounds', '1', '--rows', '100'];
    const { stdout, result } = await runBench<{ tables: Record<string, WayResult[]> }>('batch', settings);
    expect(stdout).toContain('rows/s');
    const { tables } = result;
    expect(Object.keys(tables)).toEqual(['posts', 'users']);
    for (const [table, ways] of Object.entries(tables)) {
      expect(ways.map(({ way }) => way)).toEqual([
        'INSERT, one row and one commit each',
        'INSERT, one row each, one commit',
        'INSERT of many rows',
        'INSERT from arrays',
        'COPY',
        `POST /${table}, one after the other`,
        `POST /${table}/batch`,
      ]);
      for (const { way, added, perSecond } of ways) {
        expect({ way, added }).toEqual({ way, added: 100 });
        expect(perSecond).toBeGreaterThan(0);
      }
      expect(ways[0]?.ratio).toBe(1);
    }
  }, 240_000);
});
