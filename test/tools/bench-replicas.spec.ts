import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/run.ts';

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

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('npm run bench replicas', () => {
  it('compares response times, statements and stale answers of three data accesses [W9.I4]', async () => {
    const settings = ['--rounds', '1', '--seconds', '1', '--pairs', '50', '--results', folder];
    const { code, stdout, stderr } = await run(process.execPath, ['bench/main.ts', 'replicas', ...settings]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/read p50 ms[^]*groundwork[^]*CPU that the routing adds to it[^]*(PASS|MISS)/);
    const result = JSON.parse(readFileSync(join(folder, 'replicas.json'), 'utf8'));
    const { reads, pairs } = result as { reads: Turns; pairs: Turns };
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
  }, 90_000);
});
