import Papa from 'papaparse';
import type { CsvDialect } from '../csv-dialect.js';

interface PapaResult {
  data: string[][];
  errors: { row: number; index: number }[];
  meta: { cursor: number };
}

export interface ParsedText {
  records: string[][];
  /** Characters that the records took. What comes after is the beginning of another one. */
  consumed: number;
  /** Whether papaparse met quotes that it cannot make sense of; then the rest is not to be relied on. */
  broken: boolean;
}

/** Records of a text that ends with a line end. */
export function parseRecords(text: string, dialect: CsvDialect): ParsedText {
  const { delimiter, quote: quoteChar, newline } = dialect;
  // The parser behind Papa.parse, without the guesses and copies around it, which take as long as the parsing.
  const parser = new Papa.Parser({ delimiter, quoteChar, newline });
  const { data, errors, meta } = parser.parse(text, 0, true) as PapaResult;
  return { records: data, consumed: meta.cursor, broken: errors.length > 0 };
}
