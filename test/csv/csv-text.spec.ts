import fc from 'fast-check';
import { aTable, PLAIN, readAll } from './csv-files.ts';
import { cellOfPlain, csvLine, plainCell } from '../../src/platform/csv/csv-text.ts';

describe('csvLine', () => {
  it.each([
    [['a', 'b c', ''], 'a,b c,'],
    [['a,b', 'say "a"', 'two\nlines', 'r\r'], '"a,b","say ""a""","two\nlines","r\r"'],
    [[''], '""'],
    [['', ''], ','],
  ])('writes %j as %j', (fields, line) => {
    expect(csvLine(fields)).toBe(line);
  });

  it('quotes what the dialect asks for', () => {
    expect(csvLine(['a;b', 'c,d', "e'f"], { delimiter: ';', quote: "'", newline: '\r\n' })).toBe(
      "'a;b';c,d;'e''f'\r\n",
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', "'=1"])(
    'makes no formula of %j',
    (cell) => {
      expect(plainCell(cell)).toBe(`'${cell}`);
      expect(csvLine(['x', cell], { plain: true })).toMatch(/^x,"?'/);
      expect(cellOfPlain(plainCell(cell))).toBe(cell);
    },
  );

  it.each(['a=1', '', "'t Hooft", "''", '1-1'])('leaves %j as it is', (cell) => {
    expect(plainCell(cell)).toBe(cell);
    expect(cellOfPlain(cell)).toBe(cell);
  });

  it('gives texts that come back as they were, and that no spreadsheet calculates', async () => {
    const cells = fc.oneof(
      fc.string({ unit: fc.constantFrom("'", '=', '-', '@', '\t', '\r', '\n', '"', ',', 'a') }),
      fc.string(),
    );
    const property = fc.asyncProperty(aTable, fc.array(fc.tuple(cells, cells)), async (table, more) => {
      const rows = [...table, ...more.filter((row) => !row.join('').includes('\0'))];
      const text = rows.map((row) => csvLine(row, { newline: '\n', plain: true })).join('');
      const { records } = await readAll(Buffer.from(`\ufeff${text}`), PLAIN);
      for (const { fields } of records) for (const cell of fields) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
      expect(records.map(({ fields }) => fields.map(cellOfPlain))).toEqual(rows);
    });
    await fc.assert(property);
  });
});
