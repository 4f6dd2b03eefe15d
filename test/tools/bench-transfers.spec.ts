import { runBench } from '../support/bench.ts';

interface Contest {
  accounts: number;
  contestants: {
    name: string;
    transfers: number;
    failures: number;
    ratio: number;
    p50Ms: number;
    p99Ms: number;
  }[];
}

describe('npm run bench transfers', () => {
  it('compares the service and the API with the same statements alone, and adds the ledger up', async () => {
    const settings = ['--rounds', '1', '--seconds', '0.3', '--clients', '4'];
    const { stdout, result } = await runBench<{ contests: Contest[]; ledger: { transfers: number } }>(
      'transfers',
      settings,
    );
    expect(stdout).toMatch(/service .*(PASS|MISS)[^]*the ledger sums to zero/);
    const { contests, ledger } = result;
    expect(contests.map(({ accounts }) => accounts)).toEqual([1000, 100]);
    const all = contests.flatMap(({ contestants }) => contestants);
    for (const { transfers, failures, ratio, p50Ms, p99Ms } of all) {
      expect(transfers).toBeGreaterThan(0);
      expect(failures).toBe(0);
      expect(ratio).toBeGreaterThan(0);
      expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    }
    const measured = all.reduce((total, { transfers }) => total + transfers, 0);
    expect(ledger.transfers).toBeGreaterThan(measured);
  }, 250_000);
});
