import type { CsvPosition } from './csv-dialect.js';

export interface CsvReadOptions {
  /** Where the source begins within the file: CSV_START, or start or end of a block that was read before. */
  from: CsvPosition;
  /** Longer records are not taken. */
  maxRecordBytes: number;
  /** How much is parsed at once, about. */
  blockBytes?: number;
  /** Of the file: tells lines from the text of a quoted field when a quote is not closed. */
  columns?: number;
}
