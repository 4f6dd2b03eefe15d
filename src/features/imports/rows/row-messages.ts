import type { CsvPosition } from '../../../platform/csv/csv-dialect.js';
import type { RowBatch, RowPlan } from './row-batch.js';
import type { ReadLimits } from './row-reader.js';

/** What the thread is begun with. */
export interface RowThreadData {
  plan: RowPlan;
  limits: ReadLimits;
}

/** To the thread. */
export type ToRows =
  | { do: 'read'; bytes: Uint8Array<ArrayBuffer> }
  | { do: 'end' }
  | { do: 'release'; batch: number }
  | { do: 'resize'; batchRows: number }
  | { do: 'originals'; ask: number; batch: number; rows: number[] };

/** From the thread. */
export type FromRows =
  | { is: 'batch'; batch: RowBatch }
  /** So many bytes are being read, and others may come. */
  | { is: 'taken'; bytes: number }
  | { is: 'originals'; ask: number; records: string[][] };

/** A batch that is not released: where reading begins for its rows. */
export interface OpenBatch {
  lane: number;
  start: CsvPosition;
}
