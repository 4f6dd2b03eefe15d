import { Logger } from '@nestjs/common';
import { sqlState } from '../../../platform/database/sql-error.js';
import type { Transaction } from '../../../platform/database/transaction.js';
import type { ImportLane } from '../import-lane.entity.js';
import { firstPosition } from '../rows/first-position.js';
import type { LanePosition, RowBatch } from '../rows/row-batch.js';
import { RowThread } from '../rows/row-thread.js';
import type { BatchCounts, BatchWriter } from '../writing/batch-writer.service.js';
import { type ImportPlan, planOf } from '../writing/import-plan.js';
import type { BatchSize } from './batch-size.js';
import type { Claim, ImportClaims } from './import-claims.repository.js';
import { FILE_GONE, ImportFailure } from './import-failure.js';
import { countBatch } from './import-metrics.js';
import type { PortionNews } from './portion-news.js';

const STATEMENT_TIMEOUT = '57014';

export interface PortionParts {
  claims: ImportClaims;
  writer: BatchWriter;
  news: PortionNews;
  size: BatchSize;
  /** The file from a byte on; undefined when it is gone. */
  read: (from: number) => Promise<AsyncIterable<Uint8Array> | undefined>;
}

export interface PortionLimits {
  /** After this time others have their turn, if any wait. */
  portionMs: number;
  /** After this time it ends in any case. */
  longestMs: number;
  maxRecordBytes: number;
  maxRejects: number;
}

/** What one run does of an import: batch after batch, in all lanes at once. */
export class Portion {
  /** Batches that it has written. */
  batches = 0;
  readonly #logger = new Logger('Imports');
  readonly #plan: ImportPlan;
  readonly #startedAt = performance.now();
  /** Lanes that wait for a batch. */
  readonly #waiting = new Set<PromiseWithResolvers<RowBatch | undefined>>();
  /** Lanes whose last batch could not go straight into the table. */
  readonly #staged = new Set<number>();
  #isStopped = false;

  constructor(
    private readonly claim: Claim,
    private readonly parts: PortionParts,
    private readonly limits: PortionLimits,
  ) {
    this.#plan = planOf(claim.import);
  }

  /** Whether all lanes have come to the end of the file. Throws what the first lane fails with that does. */
  async run(signal: AbortSignal): Promise<boolean> {
    const lanes = this.claim.lanes.filter(({ finished }) => !finished);
    if (lanes.length === 0) return true;
    const source = await this.parts.read(firstPosition(lanes).byte);
    if (!source) throw FILE_GONE;
    const stop = () => this.#stop();
    signal.addEventListener('abort', stop);
    const thread = new RowThread(this.#rowPlan(), source, this.limits);
    try {
      await this.#runLanes(thread, lanes);
    } finally {
      signal.removeEventListener('abort', stop);
      await thread.close();
    }
    return lanes.every(({ finished }) => finished);
  }

  #rowPlan() {
    const { import: of, lanes } = this.claim;
    // Lanes that are at the end need no more rows; the others begin where the earliest of them is.
    const first = firstPosition(lanes.filter(({ finished }) => !finished));
    const positions = lanes.map((lane) =>
      lane.finished ? { ...positionOf(first), doneRow: Number.MAX_SAFE_INTEGER } : positionOf(lane),
    );
    const { id: importId, target, options } = of;
    return { importId, target, options, lanes: positions, batchRows: this.parts.size.rows };
  }

  // The other lanes end with the batch that they are at: what is written is written.
  async #runLanes(thread: RowThread, lanes: ImportLane[]): Promise<void> {
    const ends = lanes.map(async (lane) => {
      try {
        await this.#runLane(thread, lane);
      } catch (error) {
        this.#stop();
        throw error;
      }
    });
    const failed = (await Promise.allSettled(ends)).find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #runLane(thread: RowThread, lane: ImportLane): Promise<void> {
    while (!lane.finished && !this.#isStopped) {
      const batch = await this.#next(thread, lane);
      if (!batch || this.#isStopped) return;
      const startedAt = performance.now();
      const counts = await this.#write(thread, lane, batch);
      this.#written(thread, lane, batch, counts, performance.now() - startedAt);
      thread.release(batch);
      await this.#giveWay();
    }
  }

  // No race with one promise of the whole portion: that would keep every batch for as long.
  #next(thread: RowThread, { lane }: ImportLane): Promise<RowBatch | undefined> {
    const waiting = Promise.withResolvers<RowBatch | undefined>();
    this.#waiting.add(waiting);
    thread.next(lane).then(waiting.resolve, waiting.reject);
    return waiting.promise.finally(() => this.#waiting.delete(waiting));
  }

  async #write(thread: RowThread, lane: ImportLane, batch: RowBatch): Promise<BatchCounts> {
    const { writer, claims } = this.parts;
    const end = { ...batch.end, finished: batch.last };
    const isStaged = this.#staged.has(lane.lane);
    const checkpoint = (tx: Transaction, counts: BatchCounts) =>
      claims.checkpoint(tx, this.claim, lane, end, counts);
    const counts = await writer
      .write(this.#plan, batch, thread, isStaged, checkpoint)
      .catch((error: unknown) => this.#notWritten(batch, error));
    const rows = batch.rows.length;
    if (counts.inserted === rows && counts.retried === 0) this.#staged.delete(lane.lane);
    else this.#staged.add(lane.lane);
    Object.assign(lane, end, { rejected: lane.rejected + counts.rejected });
    return counts;
  }

  /** What took too long as a whole is tried again in smaller batches. */
  #notWritten(batch: RowBatch, error: unknown): never {
    if (sqlState(error) === STATEMENT_TIMEOUT) this.parts.size.learn(rowsOf(batch), Infinity, 0);
    throw error;
  }

  #written(thread: RowThread, { lane }: ImportLane, batch: RowBatch, counts: BatchCounts, ms: number): void {
    const { size, news } = this.parts;
    const { import: of, lanes } = this.claim;
    this.batches += 1;
    const rows = rowsOf(batch);
    countBatch(of.target, counts, ms);
    this.#logger.log({
      msg: 'import batch',
      ...{ importId: of.id, lane, rows, ...counts, ms: Math.round(ms) },
      ...{ rowsPerSecond: Math.round((rows / Math.max(ms, 1)) * 1000), batchRows: size.rows },
    });
    if (size.learn(rows, ms, process.memoryUsage.rss())) thread.resize(size.rows);
    const bytes = Math.min(...lanes.map(({ byte, finished }) => (finished ? of.bytes : byte)));
    news.committed(Math.min(100, Math.floor((bytes / Math.max(of.bytes, 1)) * 100)));
    const rejects = lanes.reduce((sum, { rejected }) => sum + rejected, 0);
    if (rejects > this.limits.maxRejects) throw tooManyRejects(this.limits.maxRejects);
  }

  async #giveWay(): Promise<void> {
    const ms = performance.now() - this.#startedAt;
    if (ms < this.limits.portionMs || this.#isStopped) return;
    if (ms >= this.limits.longestMs || (await this.parts.claims.othersWait(this.claim))) this.#stop();
  }

  #stop(): void {
    this.#isStopped = true;
    for (const { resolve } of this.#waiting) resolve(undefined);
  }
}

/** Taken and rejected: what the size of batches counts. */
function rowsOf({ rows, rejects }: RowBatch): number {
  return rows.length + rejects.count;
}

function positionOf({ byte, line, row, doneRow }: LanePosition): LanePosition {
  return { byte, line, row, doneRow };
}

function tooManyRejects(limit: number): ImportFailure {
  const message = `More than ${limit} rows were rejected: it looks like the wrong file, or the wrong mapping.`;
  return new ImportFailure('too_many_rejects', message);
}
