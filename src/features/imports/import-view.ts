import type { Import } from './import.entity.js';

/** What has become of the rows so far: the sums of its lanes. */
export interface ImportProgress {
  /** Rows read; each was inserted, updated, skipped or rejected. */
  rows: number;
  /** Of the file, up to the last record that is done. */
  bytesDone: number;
  inserted: number;
  updated: number;
  skipped: number;
  rejected: number;
  batches: number;
  retried: number;
}

export interface ImportView extends Import {
  progress: ImportProgress;
}
