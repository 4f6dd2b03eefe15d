import type { CsvPosition } from '../../../platform/csv/csv-dialect.js';
import { CopyText } from './copy-text.js';
import type { LanePosition, RowBatch } from './row-batch.js';

/** What a batch is without its number, and where reading begins for its rows. */
export interface MadeBatch extends Omit<RowBatch, 'id' | 'copy' | 'rejects'> {
  copy: Uint8Array<ArrayBuffer>;
  rejects: { copy: Uint8Array<ArrayBuffer>; count: number };
  start: CsvPosition;
}

/** The rows of one lane that wait until they are a batch. */
export class LaneBatches {
  readonly doneRow: number;
  /** Nothing before it is needed any more. */
  start: CsvPosition;
  /** Texts since the last `settle`, which are written down in one go. */
  #pending = '';
  #copy: CopyText;
  #rows: number[] = [];
  #lines: number[] = [];
  // Not as objects: they grow old here and in the other thread, and are garbage for long.
  #pendingRejects = '';
  #rejects: CopyText;
  #rejected = 0;

  constructor(
    readonly lane: number,
    { doneRow, ...start }: LanePosition,
  ) {
    this.doneRow = doneRow;
    this.start = start;
    this.#copy = new CopyText(0);
    this.#rejects = new CopyText(0);
  }

  get size(): number {
    return this.#rows.length + this.#rejected;
  }

  /** Characters or bytes, about. */
  get weight(): number {
    return this.#copy.length + this.#pending.length + this.#rejects.length + this.#pendingRejects.length;
  }

  add(copy: string, row: number, line: number): void {
    this.#pending += copy;
    this.#rows.push(row);
    this.#lines.push(line);
  }

  /** @param line of reject-line.ts */
  reject(line: string): void {
    this.#pendingRejects += line;
    this.#rejected += 1;
  }

  /** Writes down what waits as text: strings of many parts are slow when they grow long. */
  settle(): void {
    this.#copy.append(this.#pending);
    this.#rejects.append(this.#pendingRejects);
    this.#pending = '';
    this.#pendingRejects = '';
  }

  /** All that waits. The next batch begins behind `end`. */
  take(end: CsvPosition, doneRow: number, last: boolean): MadeBatch {
    this.settle();
    const [copy, rejects] = [this.#copy.take(), this.#rejects.take()];
    const batch: MadeBatch = {
      lane: this.lane,
      copy,
      rows: Float64Array.from(this.#rows),
      lines: Float64Array.from(this.#lines),
      rejects: { copy: rejects, count: this.#rejected },
      end: { byte: end.byte, line: end.line, row: end.row, doneRow: Math.max(doneRow, this.doneRow) },
      last,
      start: this.start,
    };
    this.start = end;
    // The next one is as long, more or less.
    this.#copy = new CopyText(Math.ceil(copy.length * 1.1));
    this.#rejects = new CopyText(Math.ceil(rejects.length * 1.1));
    this.#rows = [];
    this.#lines = [];
    this.#rejected = 0;
    return batch;
  }
}
