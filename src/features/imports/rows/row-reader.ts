import { setImmediate } from 'node:timers/promises';
import type { CsvBlock } from '../../../platform/csv/csv-block.js';
import type { CsvPosition } from '../../../platform/csv/csv-dialect.js';
import { readCsv } from '../../../platform/csv/csv-reader.js';
import { isRejectsFile, restoreCells } from '../rejects/reject-columns.js';
import { rejectLine } from '../rejects/reject-line.js';
import type { RowFault } from '../rejects/row-fault.js';
import { importTarget } from '../targets/import-targets.js';
import { firstPosition } from './first-position.js';
import { LaneBatches, type MadeBatch } from './lane-batches.js';
import { laneOf } from './lane-of.js';
import type { RowPlan } from './row-batch.js';
import { compileRow } from './row-compiler.js';
import { shownRecord } from './shown-record.js';

/** A batch is as long as that at the most, about: a worker has a dozen of them at once, as rows and as they came. */
const MAX_BATCH_BYTES = 1024 * 1024;
/** A lane whose rows are rare comes forward after so many bytes, or so many batches of others. */
export const MAX_SPAN_BYTES = 16 * 1024 * 1024;
const MAX_SPAN_BATCHES = 4;
export interface ReadLimits {
  /** A record that has more is a fault. */
  maxRecordBytes: number;
  /** How much is parsed at once, about. */
  blockBytes?: number;
}

interface Output {
  give(batch: MadeBatch): void;
  /** Waits until more batches may be made. */
  room(): Promise<void>;
  /** What lies before `needed` is not needed for batches that are yet to be made; it was read up to `read`. */
  passed(needed: number, read: number): void;
}

/** Makes batches of the rows of a file. */
export class RowReader {
  readonly #plan: RowPlan;
  readonly #lanes: LaneBatches[];
  readonly #read: ReturnType<typeof compileRow>;
  readonly #keyed: boolean;
  readonly #output: Output;
  #batchRows: number;

  constructor(plan: RowPlan, output: Output) {
    const target = importTarget(plan.target);
    this.#plan = plan;
    this.#lanes = plan.lanes.map((position, lane) => new LaneBatches(lane, position));
    this.#read = compileRow(target, plan.options);
    this.#keyed = target.key !== undefined;
    this.#output = output;
    this.#batchRows = plan.batchRows;
  }

  resize(batchRows: number): void {
    this.#batchRows = batchRows;
  }

  async run(source: AsyncIterable<Uint8Array>, limits: ReadLimits): Promise<void> {
    const { options, lanes } = this.#plan;
    const from = firstPosition(lanes);
    const columns = options.columns.length;
    const restores = isRejectsFile(options.columns);
    let end: CsvPosition = { byte: from.byte, line: from.line, row: from.row };
    for await (const block of readCsv(source, options.dialect, { ...limits, from: end, columns })) {
      if (restores) restoreCells(block.records);
      this.#readBlock(block);
      end = block.end;
      await this.#output.room();
      // Releases and questions are heard between blocks, however fast the file comes.
      await setImmediate();
    }
    for (const lane of this.#lanes) this.#output.give(lane.take(end, end.row, true));
  }

  #readBlock(block: CsvBlock): void {
    const { records, lines, start, end, faults } = block;
    for (let index = 0; index < records.length; index++) {
      const row = start.row + index + 1;
      const line = start.line + (lines ? lines[index]! : index);
      const fault = faults.size > 0 ? faults.get(index) : undefined;
      const lane = this.#readRow(records[index]!, row, line, fault && [{ ...WHOLE_ROW, ...fault }]);
      if (lane.size < this.#batchRows && lane.weight < MAX_BATCH_BYTES) continue;
      if (lane.size > 0) this.#output.give(lane.take(index === records.length - 1 ? end : start, row, false));
    }
    for (const lane of this.#lanes) this.#settle(lane, end);
    this.#output.passed(Math.min(...this.#lanes.map(({ start: { byte } }) => byte)), end.byte);
  }

  /** Gives a row to its lane, if that needs it still. */
  #readRow(record: string[], row: number, line: number, broken: RowFault[] | undefined): LaneBatches {
    const lanes = this.#lanes.length;
    const { copy, key, faults } = broken ? NOTHING : this.#read(record);
    // Whether it is right or wrong: that may change with the clock until a paused import goes on, and its lane may not.
    const lane = this.#lanes[this.#keyed && key !== '' ? laneOf(key, lanes) : row % lanes]!;
    if (row <= lane.doneRow) return lane;
    if (copy === undefined) {
      const rejected = { row, line, fields: shownRecord(record), faults: broken ?? faults ?? [] };
      lane.reject(rejectLine(this.#plan.importId, rejected));
    } else lane.add(copy, row, line);
    return lane;
  }

  /** Brings a lane forward that has had few rows for long. */
  #settle(lane: LaneBatches, end: CsvPosition): void {
    lane.settle();
    if (end.row <= lane.doneRow) lane.start = end;
    const bytes = end.byte - lane.start.byte;
    const rows = end.row - lane.start.row;
    const span = MAX_SPAN_BATCHES * this.#lanes.length * this.#batchRows;
    if (bytes >= MAX_SPAN_BYTES || rows >= span) this.#output.give(lane.take(end, end.row, false));
  }
}

const NOTHING = { copy: undefined, key: '', faults: undefined };
const WHOLE_ROW = { column: null, field: null, value: null };
