import type { CsvDialect, CsvNewline } from './csv-dialect.js';
import { decodeAnyway } from './csv-encoding.js';
import { columnNames } from './sniffing/column-names.js';
import { headRecords } from './sniffing/head-records.js';
import { sniffDelimiter } from './sniffing/sniff-delimiter.js';
import { sniffEncoding } from './sniffing/sniff-encoding.js';
import { sniffHeader } from './sniffing/sniff-header.js';

/** As much of a file as is worth looking at. */
export const SNIFF_BYTES = 64 * 1024;

/** What a property of the dialect rests on: `given` by the caller, `found` in the bytes, or `guessed`. */
export type SniffedBy = 'given' | 'found' | 'guessed';

export interface SniffedCsv {
  dialect: CsvDialect;
  by: Record<keyof CsvDialect, SniffedBy>;
  /** Names, in the order of the file, each once: trimmed, `column 3` where there is none, `email (2)` where it is there already. */
  columns: string[];
  /** Names that stand more than once in the header. */
  duplicates: string[];
  /** Those that the bytes hold whole, without the header. */
  records: string[][];
}

/**
 * How a file is written, judged by how it begins. What is given is taken as it is.
 * @param head The first SNIFF_BYTES of the file, or all of it when it is shorter.
 */
export function sniffCsv(head: Uint8Array, given: Partial<CsvDialect> = {}): SniffedCsv {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const whole = bytes.length < SNIFF_BYTES;
  const { encoding, sure: encodingSure } = sniffEncoding(bytes);
  const text = decodeAnyway(bytes, given.encoding ?? encoding);
  const { newline, sure: newlineSure } = sniffNewline(text);
  const { quote, sure: quoteSure } = sniffQuote(text);
  const begun = { encoding, quote, newline, header: false, ...stated(given) };
  const { delimiter, sure: delimiterSure } = sniffDelimiter((one) =>
    headRecords(bytes, { ...begun, delimiter: one }, whole),
  );
  const all = headRecords(bytes, { ...begun, delimiter: given.delimiter ?? delimiter }, whole);
  const { header, sure: headerSure } = sniffHeader(all);
  const dialect: CsvDialect = { ...begun, delimiter, header, ...stated(given) };
  const sure = {
    encoding: encodingSure,
    newline: newlineSure,
    quote: quoteSure,
    delimiter: delimiterSure,
    header: headerSure,
  };
  const [first = [], ...others] = all;
  return {
    dialect,
    by: origins(given, sure),
    ...columnNames(dialect.header ? first : first.map(() => '')),
    records: dialect.header ? others : all,
  };
}

/** A property that is there and undefined is not given. */
function stated(given: Partial<CsvDialect>): Partial<CsvDialect> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function origins(
  given: Partial<CsvDialect>,
  sure: Record<keyof CsvDialect, boolean>,
): Record<keyof CsvDialect, SniffedBy> {
  const origin = (of: keyof CsvDialect): SniffedBy =>
    given[of] !== undefined ? 'given' : sure[of] ? 'found' : 'guessed';
  return {
    encoding: origin('encoding'),
    delimiter: origin('delimiter'),
    quote: origin('quote'),
    newline: origin('newline'),
    header: origin('header'),
  };
}

function sniffNewline(text: string): { newline: CsvNewline; sure: boolean } {
  const outside = text.replace(/"[^"]*"/g, '');
  if (outside.includes('\n')) return { newline: '\n', sure: true };
  return outside.includes('\r') ? { newline: '\r', sure: true } : { newline: '\n', sure: false };
}

/** Single quotes are apostrophes more often than not: only where fields begin and end with them, and no others are there. */
function sniffQuote(text: string): { quote: string; sure: boolean } {
  if (text.includes('"')) return { quote: '"', sure: true };
  const single = text.match(/(?<=^|[,;\t|\r\n])'[^']*'(?=$|[,;\t|\r\n])/g) ?? [];
  const apostrophes = text.split("'").length - 1;
  return { quote: single.length > 1 && single.length * 2 >= apostrophes * 0.8 ? "'" : '"', sure: false };
}
