import { runBench } from '../support/bench.ts';

interface Cost {
  requestMs: number;
  list: { how: string; pages: number; rows: number };
  count?: { rows: number };
}

describe('npm run bench pagination', () => {
  it('compares OFFSET with keyset, which reads as little of a deep page as of the first [W3.H5]', async () => {
    const settings = ['--rows', '8000', '--rounds', '1'];
    const { stdout, result } = await runBench<{ depths: { page: number; offset: Cost; keyset: Cost }[] }>(
      'pagination',
      settings,
    );
    expect(stdout).toMatch(/page \d+ against page 1: keyset × .* \((target ≤ 2: (PASS|MISS))\), OFFSET ×/);
    const { depths } = result;
    const [first, deep] = depths;
    if (!first || !deep) throw new Error(`${depths.length} depths`);
    expect([first.page, deep.page > 700]).toEqual([1, true]);
    expect(deep.keyset.list.pages).toBeLessThanOrEqual(2 * first.keyset.list.pages);
    expect(deep.offset.list.pages).toBeGreaterThan(10 * deep.keyset.list.pages);
    for (const { offset, keyset } of depths) {
      // One row more than shown, unless nothing follows.
      expect([20, 21]).toContain(keyset.list.rows);
      expect(keyset.list.how).not.toMatch(/Seq Scan|Sort/);
      expect(offset.count?.rows).toBe(1);
      expect(keyset.count).toBeUndefined();
      expect(keyset.requestMs).toBeGreaterThan(0);
    }
  }, 120_000);
});
