import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findStack } from '../../local/stack.ts';
import { run } from '../support/run.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});

afterAll(async () => {
  await findStack(join(folder, 'data'))?.destroy();
  rmSync(folder, { recursive: true });
});

/** What it said and measured, with rows that are kept. */
async function bench(...options: string[]) {
  const settings = ['--rounds', '1', '--data', join(folder, 'data'), '--results', folder, ...options];
  const { code, stdout, stderr } = await run(process.execPath, ['bench/main.ts', 'index', ...settings]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const result = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as {
    effects: { path: string; after: { rows: number } }[];
  };
  return {
    built: /^\d+ posts: /m.exec(stdout)?.[0],
    found: result.effects.map(({ path, after }) => [path, after.rows]),
  };
}

describe('the rows of a benchmark', () => {
  it('are kept for runs that want the same, made anew for others, and the same each time [W4.B1]', async () => {
    const first = await bench('--rows', '1000');
    const again = await bench('--rows', '1000');
    const fresh = await bench('--rows', '1000', '--fresh');
    const more = await bench('--rows', '1500');
    const built = [first, again, fresh, more].map((each) => each.built);
    expect(built).toEqual(['2000 posts: ', undefined, '2000 posts: ', '3000 posts: ']);
    expect([again.found, fresh.found]).toEqual([first.found, first.found]);
    expect((await findStack(join(folder, 'data'))?.status())?.nodes.map(({ running }) => running)).toEqual(
      expect.not.arrayContaining([true]),
    );
  }, 240_000);
});
