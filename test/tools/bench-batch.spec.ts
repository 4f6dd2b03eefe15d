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

describe('npm run bench batch', () => {
  it('adds posts one by one, many at once, by COPY and through the API', async () => {
    const settings = ['--rounds', '1', '--posts', '100', '--results', folder];
    const { code, stdout, stderr } = await run(process.execPath, ['bench/main.ts', 'batch', ...settings]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('posts/s');
    const { ways } = JSON.parse(readFileSync(join(folder, 'batch.json'), 'utf8')) as {
      ways: { way: string; added: number; perSecond: number; ratio: number }[];
    };
    expect(ways.map(({ way }) => way)).toEqual([
      'INSERT, one row and one commit each',
      'INSERT, one row each, one commit',
      'INSERT of many rows',
      'INSERT from arrays',
      'COPY',
      'POST /posts, one after the other',
      'POST /posts/batch',
    ]);
    for (const { added, perSecond } of ways) {
      expect(added).toBe(100);
      expect(perSecond).toBeGreaterThan(0);
    }
    expect(ways[0]?.ratio).toBe(1);
  }, 120_000);
});
