import { readCarefully } from './records/careful-text.js';
import { readCleanLines } from './records/clean-lines.js';
import type { ReadText } from './records/clean-text.js';
import type { CsvBlock, CsvFault } from './csv-block.js';
import type { CsvDialect, CsvPosition } from './csv-dialect.js';
import { BYTE_ORDER_MARKS } from './csv-encoding.js';
import type { CsvReadOptions } from './csv-read-options.js';
import { CsvView } from './records/csv-view.js';
import { LargeRecord } from './records/large-record.js';

/** What came of some bytes. */
export interface CsvStep {
  block?: CsvBlock;
  /** Bytes that are done with. The others are to come again, with more. */
  taken: number;
  /** Whether the others are to come again even without more. */
  again?: boolean;
}

type Found = Omit<ReadText, 'consumed'> & { faults?: Map<number, CsvFault> };

/** Makes blocks of bytes, and knows where in the file they are. */
export class CsvBlocks {
  /** Where the next bytes stand. */
  private position: CsvPosition;
  /** Where the next block begins: the file's beginning as long as its header is to come. */
  private start: CsvPosition;
  private headerDue: boolean;
  private large?: LargeRecord;
  /** Whether something was wrong in the block before. Then it is likely in the next, and the fast way is tried in vain. */
  private isTroubled = false;

  constructor(
    private readonly dialect: CsvDialect,
    private readonly options: CsvReadOptions,
  ) {
    this.position = options.from;
    this.start = options.from;
    this.headerDue = dialect.header && options.from.byte === 0;
  }

  /** @param last Whether the file ends with these bytes. */
  read(bytes: Buffer, last: boolean): CsvStep {
    if (bytes.length === 0 && !(last && this.large)) return { taken: 0 };
    if (this.large) return this.readLarge(this.large, bytes, last);
    const mark = BYTE_ORDER_MARKS[this.dialect.encoding];
    if (this.position.byte === 0 && mark.length > 0) {
      if (bytes.length < mark.length && !last) return { taken: 0 };
      if (bytes.subarray(0, mark.length).equals(mark)) {
        this.position = { ...this.position, byte: mark.length };
        return { taken: mark.length, again: true };
      }
    }
    const clean =
      bytes.length > this.options.maxRecordBytes || this.isTroubled
        ? undefined
        : readCleanLines(bytes, this.dialect, last);
    return clean ? this.step(clean, clean.taken) : this.readCarefully(bytes, last);
  }

  private readCarefully(bytes: Buffer, last: boolean): CsvStep {
    const view = new CsvView(bytes, this.dialect, last);
    const careful = readCarefully(view, this.dialect, this.options, this.position.line);
    this.isTroubled = careful.faults.size > 0;
    if (careful.tooLarge) this.large = new LargeRecord(this.dialect, this.options.maxRecordBytes);
    return { ...this.step(careful, view.bytesBefore(careful.consumed)), again: careful.tooLarge };
  }

  private readLarge(large: LargeRecord, bytes: Buffer, last: boolean): CsvStep {
    const view = new CsvView(bytes, this.dialect, last);
    const { units, ended } = large.pass(view);
    const taken = view.bytesBefore(units);
    if (ended) {
      this.large = undefined;
      return { ...this.step(large.asRead(), taken), again: true };
    }
    this.position = { ...this.position, byte: this.position.byte + taken };
    return { taken };
  }

  private step(found: Found, taken: number): CsvStep {
    const before = this.position;
    const start = this.start;
    const { records, lines, faults } = this.withoutHeader(found, before.line - start.line);
    this.position = {
      byte: before.byte + taken,
      line: before.line + found.lineCount,
      row: before.row + records.length,
    };
    if (!this.headerDue) this.start = this.position;
    // Empty lines are progress, too: whoever waits for it may let go of what came before.
    return records.length === 0 && (this.headerDue || found.lineCount === 0)
      ? { taken }
      : { taken, block: { records, lines, start, end: this.position, faults } };
  }

  /** Lines are counted from the block's start, which is before what was read when only empty lines came until now. */
  private withoutHeader(found: Found, offset: number): Omit<CsvBlock, 'start' | 'end'> {
    const { records, faults = new Map<number, CsvFault>() } = found;
    const lines =
      offset === 0 ? found.lines : records.map((_, index) => offset + (found.lines?.[index] ?? index));
    if (!this.headerDue || records.length === 0) return { records, lines, faults };
    this.headerDue = false;
    return {
      records: records.slice(1),
      lines: (lines ?? records.map((_, index) => index)).slice(1),
      faults: new Map([...faults].filter(([index]) => index > 0).map(([index, fault]) => [index - 1, fault])),
    };
  }
}
