import fc from 'fast-check';
import type { CsvEncoding } from '../../src/platform/csv/csv-dialect.ts';
import { chunksOf, encoded, PLAIN, readAll, type ReadRecord } from './csv-files.ts';

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
    const given = fc.record({
      text: fc.string({ unit, maxLength: 80 }),
      encoding: fc.constantFrom<CsvEncoding>('utf-8', 'windows-1252', 'utf-16le', 'utf-16be'),
      header: fc.boolean(),
      maxRecordBytes: fc.integer({ min: 4, max: 200 }),
      blockBytes: fc.integer({ min: 1, max: 80 }),
    });
    const property = fc.asyncProperty(
      given,
      async ({ text, encoding, header, maxRecordBytes, blockBytes }) => {
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

  it.each<[string, Omit<ReadRecord, 'row'>[]]>([
    [
      'a,1\n"b" x,2\nc,3\n',
      [
        { fields: ['a', '1'], line: 1 },
        { fields: ['"b" x', '2'], line: 2, fault: 'invalid_quotes' },
        { fields: ['c', '3'], line: 3 },
      ],
    ],
    [
      'a,1\nb,"2\nc,3\nd,4',
      [
        { fields: ['a', '1'], line: 1 },
        { fields: ['b', '"2'], line: 2, fault: 'unclosed_quote' },
        { fields: ['c', '3'], line: 3 },
        { fields: ['d', '4'], line: 4 },
      ],
    ],
    [
      '"a\n\nb","1\nc,"x, y"\nd,4\n',
      [
        { fields: ['"a\n\nb"', '"1'], line: 1, fault: 'unclosed_quote' },
        { fields: ['c', 'x, y'], line: 4 },
        { fields: ['d', '4'], line: 5 },
      ],
    ],
    [
      'a,"1\nb,2\nc,"3"\n',
      [
        { fields: ['a', '"1'], line: 1, fault: 'unclosed_quote' },
        { fields: ['b', '2'], line: 2 },
        { fields: ['c', '3'], line: 3 },
      ],
    ],
    [
      'a,\0\0\n\n\nb,2\n',
      [
        { fields: ['a', '\ufffd\ufffd'], line: 1, fault: 'nul_byte' },
        { fields: ['b', '2'], line: 4 },
      ],
    ],
    [
      'a"b,c "d"\n"e" ,"f"\r\n',
      [
        { fields: ['a"b', 'c "d"'], line: 1 },
        { fields: ['e', 'f'], line: 2 },
      ],
    ],
    [
      'a\nb,1,2\r\n\r\n,\n',
      [
        { fields: ['a'], line: 1 },
        { fields: ['b', '1', '2'], line: 2 },
        { fields: ['', ''], line: 4 },
      ],
    ],
  ])('reads %j, and each record tells its line [W6.S6]', async (file, is) => {
    const { records } = await readAll(Buffer.from(file), PLAIN);
    expect(records).toEqual(is.map((record, index) => ({ ...record, row: index + 1 })));
  });

  it.each([
    ['utf-8', 'é', [0xff]],
    ['utf-16le', 'é', [0x00, 0xd8]],
    ['utf-16be', 'é', [0xdc, 0x00]],
  ] as const)(
    'refuses the record alone that is no %s, and goes on at the right byte [W6.S6]',
    async (encoding, letter, wrong) => {
      const [before, after, end] = [`x,${letter}\ny,"`, `${letter}"\n`, 'z,3\n'].map((text) =>
        encoded(text, encoding),
      );
      const file = Buffer.concat([before!, Buffer.from(wrong), after!, end!]);
      const { records, blocks } = await readAll(file, { ...PLAIN, encoding });
      expect(records).toEqual([
        { fields: ['x', letter], line: 1, row: 1 },
        { fields: ['y', `\ufffd${letter}`], line: 2, row: 2, fault: 'invalid_encoding' },
        { fields: ['z', '3'], line: 3, row: 3 },
      ]);
      expect(blocks.at(-1)?.end).toEqual({ byte: file.length, line: 4, row: 3 });
    },
  );

  it('takes an odd byte at the end of a UTF-16 file for no text', async () => {
    const file = Buffer.concat([encoded('a\nb', 'utf-16le'), Buffer.from('c')]);
    const { records, blocks } = await readAll(file, { ...PLAIN, encoding: 'utf-16le' });
    expect(records.map(({ fault }) => fault)).toEqual([undefined, 'invalid_encoding']);
    expect(blocks.at(-1)?.end.byte).toBe(file.length);
  });

  it('says what is wrong in words, with the line of the quote', async () => {
    const { blocks } = await readAll(Buffer.from('a\n"b\nc","d\n'), PLAIN);
    expect([...blocks[0]!.faults]).toEqual([
      [1, { code: 'unclosed_quote', message: 'The quote that opens on line 3 is not closed.' }],
    ]);
  });

  it('loses one line to a quote that is never closed, in a file however long', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `${index},text of row ${index},x`);
    rows[5] = '5,"never closed,x';
    const { records } = await readAll(Buffer.from(rows.join('\n')), PLAIN, {
      columns: 3,
      maxRecordBytes: 20_000,
    });
    expect(records).toHaveLength(20_000);
    expect(records.filter(({ fault }) => fault)).toEqual([
      { fields: ['5', '"never closed', 'x'], line: 6, row: 6, fault: 'unclosed_quote' },
    ]);
  });

  it.each([
    ['on one line', 'lorem ipsum '],
    ['on many lines', 'lorem,\nipsum\ndolor sit\n\n'],
    ['with quotes', 'say ""hello"" '],
  ])('passes over a text that is too long, %s, to its true end', async (_, text) => {
    const long = text.repeat(10_000);
    const file = Buffer.from(`a,1\n"${long}",2\nb,3\n`);
    const { records, blocks } = await readAll(file, PLAIN, {
      columns: 2,
      maxRecordBytes: 2000,
      blockBytes: 700,
    });
    const lines = long.split('\n').length;
    expect(records.map(({ fields, ...others }) => ({ first: fields[0]?.slice(0, 6), ...others }))).toEqual([
      { first: 'a', line: 1, row: 1 },
      { first: `"${long.slice(0, 5)}`.split(',')[0], line: 2, row: 2, fault: 'record_too_large' },
      { first: 'b', line: 2 + lines, row: 3 },
    ]);
    expect(records[1]?.fields.join().length).toBeLessThanOrEqual(2000);
    expect(blocks.at(-1)?.end).toEqual({ byte: file.length, line: 3 + lines, row: 3 });
  });

  it.each([1, 9, 100])(
    'takes a record as long as one may be, and none that is longer, in blocks of %d',
    async (blockBytes) => {
      const file = Buffer.from('12,45678\n12,456789\n"2,45678"\n1\n');
      const { records } = await readAll(file, PLAIN, { maxRecordBytes: 9, blockBytes });
      expect(records.map(({ fault }) => fault)).toEqual([
        undefined,
        'record_too_large',
        'record_too_large',
        undefined,
      ]);
    },
  );

  it('passes over a header that is too long', async () => {
    const { records } = await readAll(
      Buffer.from(`${'x'.repeat(3000)}\na\n`),
      { ...PLAIN, header: true },
      { maxRecordBytes: 1000 },
    );
    expect(records).toEqual([{ fields: ['a'], line: 2, row: 1 }]);
  });
});
