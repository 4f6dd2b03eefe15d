import type { RowBatch, RowPlan } from './row-batch.js';

export interface RowLimits {
  /** A record that has more is a fault. */
  maxRecordBytes: number;
  /** Of the thread's heap. */
  heapMb?: number;
  /** Ends the thread at once; what waits is rejected with its reason. */
  signal?: AbortSignal;
}

/**
 * Reads rows of a file in a thread of its own: decodes, parses, maps, validates, and writes them down as COPY wants
 * them. `source` begins at the `byte` of `firstPosition(plan.lanes)`, and is read on only while no lane has more than a
 * few batches that are not released: so the lanes are to be worked on at the same time, or the thread waits for ever.
 */
export class RowThread {
  constructor(plan: RowPlan, source: AsyncIterable<Uint8Array>, limits: RowLimits) {
    throw new Error(`not yet ${plan.target} ${typeof source} ${limits.maxRecordBytes}`);
  }

  /** The next batch of a lane; undefined after its last. Rejects with what the source or the thread has failed with. */
  next(lane: number): Promise<RowBatch | undefined> {
    throw new Error(`not yet ${lane}`);
  }

  /** Rows of a batch as the file has them, by their index in `rows`, each field up to 10 000 characters. */
  originals(batch: RowBatch, indexes: readonly number[]): Promise<string[][]> {
    throw new Error(`not yet ${batch.id} ${indexes.length}`);
  }

  /** Of no more use: its originals are forgotten, and the next may be made. Every batch is to be released. */
  release(batch: RowBatch): void {
    throw new Error(`not yet ${batch.id}`);
  }

  /** Of batches from now on. */
  resize(batchRows: number): void {
    throw new Error(`not yet ${batchRows}`);
  }

  /** Ends the thread, and the reading of the source. Safe to call twice. */
  close(): Promise<void> {
    throw new Error('not yet');
  }
}
