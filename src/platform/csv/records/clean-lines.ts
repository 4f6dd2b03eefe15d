import { readCleanText, type ReadText } from './clean-text.js';
import type { CsvDialect } from '../csv-dialect.js';
import { decodeText, unitBytes } from '../csv-encoding.js';

export interface CleanLines extends ReadText {
  /** Bytes that were read. */
  taken: number;
}

const NOTHING: CleanLines = { records: [], lineCount: 0, consumed: 0, taken: 0 };

/** Records of the whole lines among bytes, the fast way; undefined when they need care. */
export function readCleanLines(bytes: Buffer, dialect: CsvDialect, last: boolean): CleanLines | undefined {
  const size = last ? bytes.length : wholeLines(bytes, dialect);
  if (size === 0) return NOTHING;
  const text = decodeText(bytes.subarray(0, size), dialect.encoding);
  if (text === undefined) return undefined;
  const closed = text.endsWith(dialect.newline) ? text : text + dialect.newline;
  const read = readCleanText(closed, dialect);
  if (!read) return undefined;
  if (read.consumed === closed.length) return { ...read, taken: size };
  // What is not closed at the end of the file never will be.
  return last ? undefined : { ...read, taken: bytesOf(text.slice(0, read.consumed), dialect) };
}

function bytesOf(text: string, { encoding }: CsvDialect): number {
  return encoding === 'utf-8' ? Buffer.byteLength(text) : text.length * unitBytes(encoding);
}

/** Bytes up to the last line end. */
function wholeLines(bytes: Buffer, { encoding, newline }: CsvDialect): number {
  const code = newline.charCodeAt(0);
  if (unitBytes(encoding) === 1) return bytes.lastIndexOf(code) + 1;
  const unit = encoding === 'utf-16le' ? [code, 0] : [0, code];
  for (let at = (bytes.length & ~1) - 2; at >= 0; at -= 2) {
    if (bytes[at] === unit[0] && bytes[at + 1] === unit[1]) return at + 2;
  }
  return 0;
}
