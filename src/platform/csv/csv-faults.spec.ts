import fc from 'fast-check';
import { chunksOf, encoded, PLAIN, readAll } from '../../../test/support/csv.js';

describe('readCsv of what is wrong', () => {
  it('gives the same whatever the blocks are, and on from every block', async () => {
    const unit = fc.constantFrom(
      '"',
      '"',
      ',',
      '\n',
      '\n',
      '\r\n',
      '\r',
      'a',
      'bc',
      ' ',
      '\0',
      'é',
      '\u00a0',
      '\ud800',
      '""',
    );
    const sizes = fc.integer({ min: 1, max: 80 });
    const property = fc.asyncProperty(
      fc.string({ unit, maxLength: 80 }),
      fc.constantFrom('utf-8' as const, 'windows-1252' as const, 'utf-16le' as const, 'utf-16be' as const),
      fc.boolean(),
      fc.integer({ min: 4, max: 200 }),
      sizes,
      async (text, encoding, header, maxRecordBytes, blockBytes) => {
        // A lone surrogate stands for a byte that is no UTF-8.
        const bytes =
          encoding === 'utf-8'
            ? Buffer.from([...text].flatMap((one) => (one === '\ud800' ? [0xe9] : [...Buffer.from(one)])))
            : encoded(text, encoding);
        const dialect = { ...PLAIN, encoding, header };
        const whole = await readAll(bytes, dialect, { maxRecordBytes });
        const { records, blocks } = await readAll(bytes, dialect, {
          maxRecordBytes,
          blockBytes,
          sizes: chunksOf(blockBytes),
        });
        expect(records).toEqual(whole.records);
        for (const { start } of blocks) {
          const again = await readAll(bytes, dialect, {
            from: start,
            maxRecordBytes,
            blockBytes: blockBytes + 3,
          });
          expect(again.records).toEqual(records.slice(start.row));
        }
      },
    );
    await fc.assert(property, { numRuns: 3000 });
  });
});
