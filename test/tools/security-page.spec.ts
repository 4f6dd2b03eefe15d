import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const rows = readFileSync('docs/security.md', 'utf8')
  .split('\n')
  .map((line) => /^\| (A\d{2}|API\d{1,2}) (.+)\|$/.exec(line))
  .filter((row) => row !== null);

describe('the audit of the OWASP lists', () => {
  it('has each item of both, once [W8.H5]', () => {
    const numbers = Array.from({ length: 10 }, (_, index) => index + 1);
    const top10 = numbers.map((number) => `A${String(number).padStart(2, '0')}`);
    expect(rows.map(([, item]) => item)).toEqual([...top10, ...numbers.map((number) => `API${number}`)]);
  });

  it.each(rows.map(([, item, text]) => [item, text ?? '']))(
    '%s says what is done, and which tests show it [W8.H5]',
    (_, text) => {
      const cells = text.split('|').map((cell) => cell.trim());
      expect(cells[1]?.length).toBeGreaterThan(5);
      const tests = [...text.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, path]) => path ?? '');
      expect(tests.length).toBeGreaterThan(0);
      for (const path of tests)
        expect({ path, there: existsSync(join(process.cwd(), path)) }).toEqual({ path, there: true });
    },
  );
});
