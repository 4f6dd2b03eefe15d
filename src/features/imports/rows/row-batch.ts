import type { CsvPosition } from '../../../platform/csv/csv-dialect.js';
import type { ImportOptions } from '../targets/import-options.js';

/** How far a lane is. `doneRow` is `row` or more: the last row that it needs no more. */
export interface LanePosition extends CsvPosition {
  doneRow: number;
}

/** What a thread is told that reads rows. */
export interface RowPlan {
  importId: string;
  /** Name of an import target. */
  target: string;
  options: ImportOptions;
  /** One for each lane. Reading begins at the earliest of them; a lane is given no row up to its `doneRow`. */
  lanes: LanePosition[];
  /** Of one batch, at first. */
  batchRows: number;
}

/** Rows of one lane, in the order of the file. */
export interface RowBatch {
  /** Unique in its thread. */
  id: number;
  lane: number;
  /** Rows to be written, as COPY's text format has them, in the order of `writtenFields`; with a lookup the text of it. */
  copy: Uint8Array;
  /** Number and line of each of these rows. */
  rows: Float64Array;
  lines: Float64Array;
  /** Rows that are not taken, as COPY's text format has them, see reject-line.ts. */
  rejects: { copy: Uint8Array; count: number };
  /** How far the lane is when the batch is done. */
  end: LanePosition;
  /** Whether the lane has come to the end of the file. */
  last: boolean;
}
