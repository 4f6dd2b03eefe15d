/** What has become of the rows of an import so far: the sums of its lanes. */
export interface ImportProgress {
  /** Of the file, up to the first record that is not done. */
  bytesDone: number;
  inserted: number;
  updated: number;
  skipped: number;
  rejected: number;
  batches: number;
  /** Batches that failed as a whole, and were tried again in parts. */
  retried: number;
}

/** Rows that are done, in whichever way. */
export function rowsOf({ inserted, updated, skipped, rejected }: ImportProgress): number {
  return inserted + updated + skipped + rejected;
}
