import type { CsvDialect } from '../csv-dialect.js';
import { countLines, lineOffsets } from './csv-lines.js';
import { parseRecords } from './papa-records.js';

export interface ReadText {
  records: string[][];
  /** Lines before each; undefined: one for each record. */
  lines?: number[];
  /** Lines that were read, empty ones too. */
  lineCount: number;
  /** Characters that were read. What comes after is the beginning of a record. */
  consumed: number;
}

/**
 * Records of a text that ends with a line end, the fast way. Undefined when there is something about it that papaparse
 * does not tell: then it has to be gone through record by record.
 */
export function readCleanText(text: string, dialect: CsvDialect): ReadText | undefined {
  const { quote, newline } = dialect;
  const returns = newline === '\n' && text.includes('\r');
  // Of fields that end with a carriage return, the parsed ones do not show whether it belongs to the line end.
  if (text.includes('\0') || (returns && text.includes(`\r${quote}`))) return undefined;
  const { records, consumed, broken } = parseRecords(text, dialect);
  if (broken) return undefined;
  if (returns) dropReturns(records);
  const lineCount = text.includes(quote) ? countLines(text, consumed, newline) : records.length;
  if (!records.some(isEmpty)) {
    const lines = lineCount === records.length ? undefined : lineOffsets(records, newline);
    return { records, lines, lineCount, consumed };
  }
  // An empty line, or the empty text of a file with one column?
  if (text.includes(quote + quote)) return undefined;
  const offsets = lineOffsets(records, newline);
  const lines = offsets.filter((_, index) => !isEmpty(records[index]));
  return { records: records.filter((record) => !isEmpty(record)), lines, lineCount, consumed };
}

function dropReturns(records: string[][]): void {
  for (const record of records) {
    const last = record.length - 1;
    const field = record[last];
    if (field?.endsWith('\r')) record[last] = field.slice(0, -1);
  }
}

function isEmpty(record: string[] | undefined): boolean {
  return record?.length === 1 && record[0] === '';
}
