/** Of texts; names as the Encoding Standard has them. */
export const CSV_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type CsvEncoding = (typeof CSV_ENCODINGS)[number];

/** What ends a record: a line feed, with a carriage return before it or without, or a carriage return alone. */
export const CSV_NEWLINES = ['\n', '\r'] as const;
export type CsvNewline = (typeof CSV_NEWLINES)[number];

/** How a file is written. */
export interface CsvDialect {
  encoding: CsvEncoding;
  /** One ASCII character, neither a line end nor the quote. */
  delimiter: string;
  /** One ASCII character. Within quotes it is written twice. */
  quote: string;
  newline: CsvNewline;
  /** Whether the first record names the columns. */
  header: boolean;
}

/** A place between two records of a file. */
export interface CsvPosition {
  /** Bytes before it, from the beginning of the file. */
  byte: number;
  /** Line of the text that begins there, from 1. Fields may hold line ends, so that records may have several lines. */
  line: number;
  /** Records before it, the header not counted. Those that are wrong count, empty lines do not. */
  row: number;
}

export const CSV_START: CsvPosition = { byte: 0, line: 1, row: 0 };
