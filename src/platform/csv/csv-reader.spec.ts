import fc from 'fast-check';
import { aTable, chunksOf, encoded, everyDialect, readAll } from '../../../test/support/csv.js';
import { csvLine } from './csv-text.js';

describe('readCsv', () => {
  it('reads what csvLine writes, in any dialect, chunks and blocks, and on from every block [W6.S2] [W6.S3] [W6.S5] [W6.B2]', async () => {
    const sizes = fc.integer({ min: 1, max: 60 });
    const property = fc.asyncProperty(
      everyDialect,
      aTable,
      fc.infiniteStream(sizes),
      sizes,
      fc.boolean(),
      async (written, table, chunks, blockBytes, closed) => {
        const { dialect, lineEnd } = written;
        const lines = table.map((fields) => csvLine(fields, { ...dialect, newline: lineEnd }));
        const text = closed ? lines.join('') : lines.join('').slice(0, -lineEnd.length);
        // A file whose first cell begins with a byte order mark can only be told from others when it has one of its own.
        const file = encoded(
          written.mark || text.startsWith('\ufeff') ? `\ufeff${text}` : text,
          dialect.encoding,
        );
        const { records, blocks } = await readAll(file, dialect, { sizes: chunks, blockBytes });
        const numbers = lineNumbers(lines, dialect.newline);
        const expected = table
          .map((fields, index) => ({ fields, line: numbers[index] }))
          .slice(dialect.header ? 1 : 0);
        expect(records).toEqual(expected.map((record, index) => ({ ...record, row: index + 1 })));
        for (const { start, end } of blocks) {
          for (const from of [start, end]) {
            const again = await readAll(file, dialect, {
              from,
              blockBytes: blockBytes + 7,
              sizes: chunksOf(16),
            });
            expect(again.records).toEqual(records.slice(from.row));
          }
        }
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});

function lineNumbers(lines: string[], newline: string): number[] {
  let next = 1;
  return lines.map((line) => {
    const number = next;
    next += line.split(newline).length - 1;
    return number;
  });
}
