import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/run.ts';

interface Result {
  titles: {
    method: string;
    megabytes?: number;
    found: { question: string; hits?: number; how?: string; ms?: number }[];
  }[];
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('npm run bench search', () => {
  it('asks a scan, a btree, trigrams and full text the same [W4.B2]', async () => {
    const settings = ['--rows', '8000', '--rounds', '1', '--results', folder];
    const { code, stdout, stderr } = await run(process.execPath, ['bench/main.ts', 'search', ...settings]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/cannot be asked/);
    const { titles } = JSON.parse(readFileSync(join(folder, 'search.json'), 'utf8')) as Result;
    const hits = Object.fromEntries(
      titles.map(({ method, found }) => [
        method,
        Object.fromEntries(found.map((each) => [each.question, each.hits])),
      ]),
    );
    const [scan, btree, trigrams, words] = Object.values(hits);
    expect(Object.keys(hits)).toHaveLength(4);
    // Trigrams find what a scan finds, and words with typing errors as well.
    expect({ ...trigrams, 'word with a typing error': 0 }).toEqual(scan);
    expect(trigrams?.['word with a typing error']).toBeGreaterThan(0);
    expect(scan?.['common word']).toBeGreaterThan(scan?.['less common word'] ?? 0);
    expect(btree?.['common word']).toBeLessThan(scan?.['common word'] ?? 0);
    expect(words?.['common word']).toBeGreaterThan(0);
    expect(words?.['middle of a word']).toBeUndefined();
    for (const { method, found } of titles)
      for (const { how } of found) {
        if (how !== undefined) expect(how).toMatch(method === 'scan, ILIKE' ? /Seq Scan/ : /_idx\)/);
      }
  }, 120_000);
});
