import { runBench } from '../support/bench.ts';

interface MethodResult {
  method: string;
  megabytes?: number;
  found: { question: string; hits?: number; how?: string; ms?: number }[];
}

interface Result {
  titles: MethodResult[];
  posts: MethodResult[];
}

describe('npm run bench search', () => {
  it('asks a scan, a btree, trigrams and full text the same [W4.B2]', async () => {
    const settings = ['--rows', '8000', '--rounds', '1'];
    const { stdout, result } = await runBench<Result>('search', settings);
    expect(stdout).toMatch(/cannot be asked/);
    const { titles, posts } = result;
    expect(titles).toHaveLength(4);
    const [scan, btree, trigrams, words] = titles.map(hitsOf);
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
    expect(posts.map(({ method }) => method)).toEqual(['scan, ILIKE', 'GIN, full text', 'GET /posts/search']);
    const [scanned, matched, answered] = posts.map(hitsOf);
    // Bodies are searched as well as titles.
    expect(scanned?.['rare word']).toBeGreaterThan(scan?.['rare word'] ?? 0);
    expect(matched?.['rare word']).toBeGreaterThan(0);
    expect(answered?.['common word']).toBe(20);
    expect(answered?.['word with a typing error']).toBe(0);
  }, 120_000);
});

function hitsOf({ found }: MethodResult): Record<string, number | undefined> {
  return Object.fromEntries(found.map(({ question, hits }) => [question, hits]));
}
