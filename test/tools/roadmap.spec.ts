import { roadmapPage, roadmapTable } from '../../tools/roadmap-page.ts';
import { proofByDocument, proofsByTest } from '../../tools/roadmap-proof.ts';
import type { JestResults } from '../../tools/roadmap-proof.ts';
import { readThemes } from '../../tools/roadmap-rows.ts';
import type { Theme } from '../../tools/roadmap-rows.ts';

const themes: Theme[] = [
  {
    id: 'W1',
    title: 'HTTP',
    rows: [
      { id: 'W1.S1', asked: 'hello', here: 'GET /' },
      { id: 'W1.S2', asked: 'about', here: 'GET /about' },
      { id: 'W1.B5', asked: 'deploy', here: 'a page', doc: 'docs/deploy.md#hosted' },
    ],
  },
];

function results(...tests: [fullName: string, status: string][]): JestResults {
  const assertionResults = tests.map(([fullName, status]) => ({ fullName, status }));
  return { testResults: [{ name: '/project/test/e2e/hello.e2e.ts', assertionResults }] };
}

describe('the roadmap', () => {
  test('a passing test shows every row its full title names', () => {
    const proofs = proofsByTest(results(['pages [W1.S1] greet [W1.S2]', 'passed']), themes, '/project');
    const shown = [{ title: 'pages greet', file: 'test/e2e/hello.e2e.ts' }];
    expect([proofs.get('W1.S1'), proofs.get('W1.S2'), proofs.get('W1.B5')]).toEqual([shown, shown, []]);
  });

  test('one bracket may name several rows', () => {
    const proofs = proofsByTest(results(['greets [W1.S1, W1.S2]', 'passed']), themes, '/project');
    expect([proofs.get('W1.S1')?.length, proofs.get('W1.S2')?.length]).toEqual([1, 1]);
  });

  test.each(['failed', 'pending', 'todo'])('a %s test shows nothing', (status) => {
    expect(proofsByTest(results(['greets [W1.S1]', status]), themes, '/project').get('W1.S1')).toEqual([]);
  });

  test('a tag that is no row is refused with the file and the title', () => {
    const typo = results(['greets [W1.S9]', 'failed']);
    expect(() => proofsByTest(typo, themes, '/project')).toThrow(
      'test/e2e/hello.e2e.ts: no roadmap row W1.S9 in "greets [W1.S9]"',
    );
  });

  test('a document shows its row when the named section says something', () => {
    const row = { id: 'W1.B5', asked: '', here: '', doc: 'docs/deploy.md#hosted' };
    const pages = [
      '# Deploy\n\n## Hosted\n\nTLS.\n',
      '# Deploy\n\n## Hosted\n\n## Next\n',
      '  \n',
      undefined,
    ];
    expect(pages.map((page) => proofByDocument(row, () => page).length)).toEqual([1, 0, 0, 0]);
  });

  test('the page counts, links and does not depend on the order of the results', () => {
    const one: [string, string] = ['greets | twice [W1.S1]', 'passed'];
    const two: [string, string] = ['answers [W1.S1]', 'passed'];
    const page = roadmapPage(themes, proofsByTest(results(one, two), themes, '/project'));
    expect(page).toBe(roadmapPage(themes, proofsByTest(results(two, one), themes, '/project')));
    expect(page).toContain('| W1 | HTTP | 1 | 3 |');
    expect(page).toContain(
      '| W1.S1 | hello | GET / | ✓ | [answers](../test/e2e/hello.e2e.ts)<br>[greets \\| twice](../test/e2e/hello.e2e.ts) |',
    );
    expect(page).toContain('| W1.S2 | about | GET /about | – |  |');
  });

  test('the terminal gets what is open', () => {
    const proofs = proofsByTest(results(['greets [W1.S1]', 'passed']), themes, '/project');
    expect(roadmapTable(themes, proofs)).toBe('W1     1/3  open: S2 B5\nall 1 of 3 rows');
  });

  test('the list of rows has nine weeks, every ID once, and every doc row a document', () => {
    const rows = readThemes().flatMap((theme) => theme.rows);
    expect(readThemes().map((theme) => theme.id)).toEqual([...'123456789'].map((n) => `W${n}`).concat('R'));
    expect(rows).toHaveLength(226);
    expect(new Set(rows.map((row) => row.id)).size).toBe(226);
    for (const row of rows) expect(row.here.includes('(doc)')).toBe(row.doc !== undefined);
  });
});
