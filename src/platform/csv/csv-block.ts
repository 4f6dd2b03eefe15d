import type { CsvPosition } from './csv-dialect.js';

/** Why a record cannot be taken as it is. */
export const CSV_FAULTS = [
  'invalid_encoding',
  'nul_byte',
  'invalid_quotes',
  'unclosed_quote',
  'record_too_large',
] as const;
export type CsvFaultCode = (typeof CSV_FAULTS)[number];

export interface CsvFault {
  code: CsvFaultCode;
  message: string;
}

/** Records that were read at once, in the order of the file; none where only empty lines or the header came. */
export interface CsvBlock {
  /** Fields of each. How many there are is for the reader of the block to judge. Of those with a fault, what can be shown. */
  records: string[][];
  /** Lines between the block's start and each record; undefined: record i begins i lines after the start. */
  lines?: number[];
  /** Before its first record. Reading on from there gives the same records again. */
  start: CsvPosition;
  /** After its last record, where the next block begins. */
  end: CsvPosition;
  /** By index in records. */
  faults: Map<number, CsvFault>;
}
