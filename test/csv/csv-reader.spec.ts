import fc from 'fast-check';
import { aTable, chunksOf, encoded, everyDialect, PLAIN, readAll } from './csv-files.ts';
import { csvLine } from '../../src/platform/csv/csv-text.ts';

describe('readCsv', () => {
  it('reads what csvLine writes, in any dialect, chunks and blocks, and on from every block [W6.S2] [W6.S3] [W6.S5] [W6.B2]', async () => {
    const sizes = fc.integer({ min: 1, max: 60 });
    const given = fc.record({
      written: everyDialect,
      table: aTable,
      chunks: fc.infiniteStream(sizes),
      blockBytes: sizes,
      closed: fc.boolean(),
    });
    const property = fc.asyncProperty(given, async ({ written, table, chunks, blockBytes, closed }) => {
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
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('reads windows-1252 as the web does [W6.B2]', async () => {
    const bytes = Buffer.from(Array.from({ length: 128 }, (_, index) => 0x80 + index));
    const { records } = await readAll(bytes, { ...PLAIN, encoding: 'windows-1252' });
    expect(records[0]?.fields).toEqual([new TextDecoder('windows-1252').decode(bytes)]);
    expect(records[0]?.fields[0]).toMatch(/^€.‚ƒ.*üýþÿ$/);
  });

  it('ends with the last byte of the file, and knows each block by its rows [W6.S5]', async () => {
    const text = `name,note\r\n${'Zoë,"a\r\nb"\r\n\r\nAnn,c\n'.repeat(500)}`;
    const { blocks, records } = await readAll(
      Buffer.from(text),
      { ...PLAIN, header: true },
      { blockBytes: 300 },
    );
    expect(blocks.length).toBeGreaterThan(10);
    expect(blocks.at(-1)?.end).toEqual({ byte: Buffer.byteLength(text), line: 2002, row: 1000 });
    expect(blocks.map(({ start, end }) => end.row - start.row)).toEqual(
      blocks.map((block) => block.records.length),
    );
    expect(records.at(-2)).toEqual({ fields: ['Zoë', 'a\r\nb'], line: 1998, row: 999 });
  });

  it('goes on over empty lines block by block, so that nobody has to keep them', async () => {
    const file = Buffer.from(`\n\nname\n${'\n'.repeat(1000)}Ann\n`);
    const { blocks, records } = await readAll(file, { ...PLAIN, header: true }, { blockBytes: 100 });
    expect(blocks.length).toBeGreaterThan(9);
    for (const { start, end } of blocks) expect(end.byte - start.byte).toBeLessThan(210);
    expect(blocks.slice(1).map(({ start }) => start)).toEqual(blocks.slice(0, -1).map(({ end }) => end));
    expect(records).toEqual([{ fields: ['Ann'], line: 1004, row: 1 }]);
    for (const { end } of blocks.slice(0, -1)) {
      const rest = await readAll(file, { ...PLAIN, header: true }, { from: end });
      expect(rest.records).toEqual(records);
    }
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
