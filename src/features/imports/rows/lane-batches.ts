import type { CsvPosition } from '../../../platform/csv/csv-dialect.js';
import type { RejectedRow } from '../rejects/row-fault.js';
import { CopyText } from './copy-text.js';
import type { LanePosition, RowBatch } from './row-batch.js';

/** That it is a text costs, too. */
const FIELD_BYTES = 16;

/** What a batch is without its number, and where reading begins for its rows. */
export interface MadeBatch extends Omit<RowBatch, 'id' | 'copy'> {
  copy: Uint8Array<ArrayBuffer>;
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
  #rejects: RejectedRow[] = [];
  #rejectedChars = 0;

  constructor(
    readonly lane: number,
    { doneRow, ...start }: LanePosition,
  ) {
    this.doneRow = doneRow;
    this.start = start;
    this.#copy = new CopyText(0);
  }

  get size(): number {
    return this.#rows.length + this.#rejects.length;
  }

  /** Characters or bytes, about. */
  get weight(): number {
    return this.#copy.length + this.#pending.length + this.#rejectedChars;
  }

  add(copy: string, row: number, line: number): void {
    this.#pending += copy;
    this.#rows.push(row);
    this.#lines.push(line);
  }

  reject(rejected: RejectedRow): void {
    this.#rejects.push(rejected);
    for (const field of rejected.fields) this.#rejectedChars += field.length + FIELD_BYTES;
  }

  /** Writes down what waits as text: strings of many parts are slow when they grow long. */
  settle(): void {
    if (this.#pending === '') return;
    this.#copy.append(this.#pending);
    this.#pending = '';
  }

  /** All that waits. The next batch begins behind `end`. */
  take(end: CsvPosition, doneRow: number, last: boolean): MadeBatch {
    this.settle();
    const copy = this.#copy.take();
    const batch: MadeBatch = {
      lane: this.lane,
      copy,
      rows: Float64Array.from(this.#rows),
      lines: Float64Array.from(this.#lines),
      rejects: this.#rejects,
      end: { byte: end.byte, line: end.line, row: end.row, doneRow: Math.max(doneRow, this.doneRow) },
      last,
      start: this.start,
    };
    this.start = end;
    // The next one is as long, more or less.
    this.#copy = new CopyText(Math.ceil(copy.length * 1.1));
    this.#rows = [];
    this.#lines = [];
    this.#rejects = [];
    this.#rejectedChars = 0;
    return batch;
  }
}
