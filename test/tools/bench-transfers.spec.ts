import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/run.ts';

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

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('npm run bench transfers', () => {
  it('compares the service and the API with the same statements alone, and adds the ledger up', async () => {
    const settings = ['--rounds', '1', '--seconds', '1', '--clients', '4', '--results', folder];
    const command = ['bench/main.ts', 'transfers', ...settings];
    const { code, stdout, stderr } = await run(process.execPath, command, {}, { timeout: 240_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/service .*(PASS|MISS)[^]*the ledger sums to zero/);
    const result = JSON.parse(readFileSync(join(folder, 'transfers.json'), 'utf8'));
    const { contests, ledger } = result as { contests: Contest[]; ledger: { transfers: number } };
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
