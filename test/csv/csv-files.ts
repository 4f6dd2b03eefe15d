import fc from 'fast-check';
import {
  CSV_START,
  type CsvDialect,
  type CsvEncoding,
  type CsvPosition,
} from '../../src/platform/csv/csv-dialect.ts';
import { readCsv } from '../../src/platform/csv/csv-reader.ts';
import type { CsvBlock, CsvFaultCode } from '../../src/platform/csv/csv-block.ts';

export interface ReadRecord {
  fields: string[];
  line: number;
  row: number;
  fault?: CsvFaultCode;
}

export interface ReadOptions {
  from?: CsvPosition;
  sizes?: Iterable<number>;
  blockBytes?: number;
  maxRecordBytes?: number;
  columns?: number;
}

export const PLAIN: CsvDialect = {
  encoding: 'utf-8',
  delimiter: ',',
  quote: '"',
  newline: '\n',
  header: false,
};

/** All that a file has from a position on. */
export async function readAll(file: Uint8Array, dialect: CsvDialect, options: ReadOptions = {}) {
  const { from = CSV_START, sizes = chunksOf(64 * 1024), maxRecordBytes = 1024 * 1024, ...others } = options;
  const blocks: CsvBlock[] = [];
  for await (const block of readCsv(cut(file.subarray(from.byte), sizes), dialect, {
    from,
    maxRecordBytes,
    ...others,
  })) {
    blocks.push(block);
  }
  return { blocks, records: blocks.flatMap(recordsOf) };
}

function recordsOf({ records, lines, start, faults }: CsvBlock): ReadRecord[] {
  return records.map((fields, index) => ({
    fields,
    line: start.line + (lines?.[index] ?? index),
    row: start.row + index + 1,
    ...(faults.has(index) && { fault: faults.get(index)?.code }),
  }));
}

export function* chunksOf(size: number): Generator<number> {
  for (;;) yield size;
}

async function* cut(bytes: Uint8Array, sizes: Iterable<number>): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    if (at >= bytes.length) return;
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

export function encoded(text: string, encoding: CsvEncoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

/** What a writer may choose. */
export const everyDialect = fc
  .record({
    encoding: fc.constantFrom<CsvEncoding>('utf-8', 'utf-16le', 'utf-16be'),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    quote: fc.constantFrom('"', "'"),
    lineEnd: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
    header: fc.boolean(),
    mark: fc.boolean(),
  })
  .map(({ lineEnd, mark, ...others }) => {
    const dialect: CsvDialect = { ...others, newline: lineEnd === '\r' ? '\r' : '\n' };
    return { dialect, mark, lineEnd };
  });

/** Texts with much of what makes trouble in CSV. */
const aText = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(
        'a',
        'b',
        ' ',
        '"',
        "'",
        ',',
        ';',
        '|',
        '\t',
        '\n',
        '\r',
        '\r\n',
        'é',
        '€',
        '漢',
        '\ufeff',
        '\u00a0',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 12,
  })
  .filter((text) => !text.includes('\0'));

export const aTable = fc
  .integer({ min: 1, max: 4 })
  .chain((columns) =>
    fc.array(fc.array(aText, { minLength: columns, maxLength: columns }), { maxLength: 12 }),
  );
