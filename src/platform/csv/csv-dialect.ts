/** Of texts; names as the Encoding Standard has them. */
export const CSV_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type CsvEncoding = (typeof CSV_ENCODINGS)[number];

/** How a file is written. */
export interface CsvDialect {
  encoding: CsvEncoding;
  /** One character. */
  delimiter: string;
  /** One character. Within quotes it is written twice. */
  quote: string;
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
