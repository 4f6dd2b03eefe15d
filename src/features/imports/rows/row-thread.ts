import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { BatchQueue } from './batch-queue.js';
import { freeAtOnce } from '../../../shared/free-at-once.js';
import type { RowBatch, RowPlan } from './row-batch.js';
import type { FromRows, RowThreadData, ToRows } from './row-messages.js';
import type { ReadLimits } from './row-reader.js';

// The program beside this one. Tests run this file as it is written, and a thread what was built of it.
const PROGRAM =
  extname(import.meta.url) === '.ts'
    ? new URL('../../../../dist/features/imports/rows/row-program.js', import.meta.url)
    : new URL('./row-program.js', import.meta.url);
const HEAP_MB = 192;
/** More is hardly faster, and by itself a thread takes a hundred for it. */
const YOUNG_HEAP_MB = 24;
/** Of the source, on their way to the thread. */
const MAX_BYTES_AHEAD = 1024 * 1024;

export interface RowLimits extends ReadLimits {
  /** Of the thread's heap. */
  heapMb?: number;
  /** Ends the thread at once; what waits is rejected with its reason. */
  signal?: AbortSignal;
}

/**
 * Reads rows of a file in a thread of its own: decodes, parses, maps, validates, and writes them down as COPY wants
 * them. `source` begins at the `byte` of `firstPosition(plan.lanes)`, and is read on only while no lane has more than a
 * few batches that are not released: so the lanes are to be worked on at the same time, or the thread waits for ever.
 * Its chunks are given away: nobody else is to use them after.
 */
export class RowThread {
  readonly #worker: Worker;
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #signal: AbortSignal | undefined;
  readonly #lanes: BatchQueue[];
  readonly #asked = new Map<number, PromiseWithResolvers<string[][]>>();
  readonly #abort = () => void this.#fail(this.#signal?.reason);
  #asks = 0;
  #ahead = 0;
  #taken = () => {};
  #failure: { error: unknown } | undefined;

  constructor(plan: RowPlan, source: AsyncIterable<Uint8Array>, limits: RowLimits) {
    const { maxRecordBytes, blockBytes } = limits;
    const workerData: RowThreadData = { plan, limits: { maxRecordBytes, blockBytes } };
    const resourceLimits = {
      maxOldGenerationSizeMb: limits.heapMb ?? HEAP_MB,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
    };
    // None of the secrets that stand in the environment.
    this.#worker = new Worker(PROGRAM, { workerData, resourceLimits, env: {}, execArgv: [], name: 'rows' });
    this.#worker.on('message', (message: FromRows) => this.#hear(message));
    this.#worker.on('error', (error) => void this.#fail(error));
    this.#worker.on('exit', () => void this.#fail(new Error('the thread that reads rows has ended')));
    this.#lanes = plan.lanes.map(() => new BatchQueue());
    this.#source = source;
    this.#signal = limits.signal;
    this.#signal?.addEventListener('abort', this.#abort, { once: true });
    if (this.#signal?.aborted) this.#abort();
    else this.#send(source).catch((error: unknown) => this.#fail(error));
  }

  /** The next batch of a lane; undefined after its last. Rejects with what the source or the thread has failed with. */
  async next(lane: number): Promise<RowBatch | undefined> {
    const queue = this.#lanes[lane];
    if (!queue) throw new Error(`there is no lane ${lane}`);
    return queue.next();
  }

  /** Rows of a batch as the file has them, by their index in `rows`, each field up to 100 000 characters. */
  async originals(batch: RowBatch, indexes: readonly number[]): Promise<string[][]> {
    if (this.#failure) throw this.#failure.error;
    const ask = ++this.#asks;
    const answer = Promise.withResolvers<string[][]>();
    this.#asked.set(ask, answer);
    const rows = indexes.map((index) => batch.rows[index] ?? 0);
    this.#tell({ do: 'originals', ask, batch: batch.id, rows });
    return answer.promise;
  }

  /** Of no more use: its originals and its rows are gone, and the next may be made. Every batch is to be released. */
  release(batch: RowBatch): void {
    this.#tell({ do: 'release', batch: batch.id });
    for (const { buffer } of [batch.copy, batch.rejects.copy, batch.rows, batch.lines]) freeAtOnce(buffer);
  }

  /** Of batches from now on. */
  resize(batchRows: number): void {
    this.#tell({ do: 'resize', batchRows });
  }

  /** Ends the thread, and the reading of the source. Safe to call twice. */
  async close(): Promise<void> {
    await this.#fail(new Error('the thread that reads rows was closed'));
  }

  #hear(message: FromRows): void {
    switch (message.is) {
      case 'batch':
        return this.#lanes[message.batch.lane]?.give(message.batch);
      case 'taken':
        this.#ahead -= message.bytes;
        return this.#taken();
      case 'originals':
        this.#asked.get(message.ask)?.resolve(message.records);
        return void this.#asked.delete(message.ask);
    }
  }

  async #send(source: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of source) {
      const bytes = ownBytes(chunk);
      this.#ahead += bytes.length;
      this.#tell({ do: 'read', bytes }, [bytes.buffer]);
      while (this.#ahead > MAX_BYTES_AHEAD && !this.#failure)
        await new Promise<void>((resolve) => (this.#taken = resolve));
      if (this.#failure) return;
    }
    this.#tell({ do: 'end' });
  }

  #tell(message: ToRows, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  async #fail(error: unknown): Promise<void> {
    if (!this.#failure) {
      this.#failure = { error };
      this.#signal?.removeEventListener('abort', this.#abort);
      for (const lane of this.#lanes) lane.fail(error);
      for (const answer of this.#asked.values()) answer.reject(error);
      this.#asked.clear();
      this.#taken();
      if (this.#source instanceof Readable) this.#source.destroy();
    }
    await this.#worker.terminate();
  }
}

// A chunk may be a part of memory that others use, too.
function ownBytes(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = chunk;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? (chunk as Uint8Array<ArrayBuffer>)
    : new Uint8Array(chunk);
}
