import { runBench } from '../support/bench.ts';

interface Taken {
  way: { name: string; rows: number; target?: number };
  turns: { inserted: number; skipped: number; updated: number; rejected: number; seconds: number }[];
  ratio: number;
}

interface ImportResult {
  good: number;
  taken: Taken[];
  sizes: { rows: number }[];
}

describe('npm run bench import', () => {
  it('imports the good rows beside raw COPY and INSERT, and takes what is there already as it is told [W6.I7]', async () => {
    const settings = ['--rounds', '1', '--rows', '2000', '--sample', '100'];
    const { stdout, result } = await runBench<ImportResult>('import', settings);
    expect(stdout).toMatch(/raw COPY[^]*groundwork[^]*(PASS|MISS)[^]*µs\/row/);
    const { good, taken, sizes } = result;
    expect(good).toBeGreaterThan(1900);
    const turnOf = (name: string) => taken.find(({ way }) => way.name.includes(name))?.turns[0];
    expect(turnOf('raw COPY')).toMatchObject({ inserted: good });
    expect(taken[1]?.turns[0]).toMatchObject({ inserted: good, rejected: 2000 - good });
    for (const policy of ['skip', 'update', 'reject']) {
      const { inserted = 0, skipped = 0, updated = 0, rejected = 0 } = turnOf(policy) ?? {};
      expect(inserted).toBeLessThan(good);
      expect({ policy, all: inserted + skipped + updated + rejected }).toEqual({ policy, all: 2000 });
    }
    for (const { ratio, turns } of taken) {
      expect(turns[0]?.seconds).toBeGreaterThan(0);
      expect(ratio).toBeGreaterThan(0);
    }
    expect(sizes.map(({ rows }) => rows)).toEqual([200, 2000]);
  }, 240_000);
});
