import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/run.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('npm run bench pool', () => {
  it('compares one connection with pools of 2 to 64 [W4.H4] [W4.B5]', async () => {
    const settings = ['--rounds', '1', '--seconds', '1', '--clients', '32', '--results', folder];
    const { code, stdout, stderr } = await run(process.execPath, ['bench/main.ts', 'pool', ...settings]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/against one[^]*throughput stops growing at (1|2|4|8|16|32|64) connections/);
    const { sizes } = JSON.parse(readFileSync(join(folder, 'pool.json'), 'utf8')) as {
      sizes: { connections: number; perSecond: number; p50Ms: number; p99Ms: number }[];
    };
    expect(sizes.map(({ connections }) => connections)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    for (const { perSecond, p50Ms, p99Ms } of sizes) {
      expect(perSecond).toBeGreaterThan(0);
      expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    }
  }, 60_000);
});
