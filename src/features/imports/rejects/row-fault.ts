/** What is wrong with a row. */
export interface RowFault {
  /** Of the file; null when it is the row as a whole. */
  column: string | null;
  /** Of the target; null when it is the row as a whole. */
  field: string | null;
  /** Machine-readable. */
  code: string;
  message: string;
  /** The text that is wrong, its first 200 characters; null when it is the row as a whole. */
  value: string | null;
}

/** A row that is not taken, and why not. */
export interface RejectedRow {
  /** From 1, as CsvPosition counts. */
  row: number;
  /** Where it begins, from 1. */
  line: number;
  /** As the file has them, each up to 100 000 characters. */
  fields: string[];
  /** At least one. */
  faults: RowFault[];
}
