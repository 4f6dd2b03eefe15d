import { readCleanText } from './clean-text.js';
import type { CsvFault } from '../csv-block.js';
import type { CsvDialect } from '../csv-dialect.js';
import { csvFault } from '../csv-fault.js';
import { countLines } from './csv-lines.js';
import type { CsvView } from './csv-view.js';
import { parseRecords } from './papa-records.js';
import type { RecordBounds } from './record-scan.js';

/** The fields of records whose bounds are known. Those that cannot be taken get a fault, and the others are unharmed. */
export class CarefulRecords {
  readonly records: string[][] = [];
  readonly lines: number[] = [];
  readonly faults = new Map<number, CsvFault>();
  lineCount = 0;
  /** Neighbours without known faults, which are parsed together. */
  private sound: RecordBounds[] = [];

  constructor(
    private readonly view: CsvView,
    private readonly dialect: CsvDialect,
    /** Of the view, in the file. */
    private readonly firstLine: number,
  ) {}

  add(bounds: RecordBounds): void {
    const { start, end, next, quoted, fault } = bounds;
    const before = this.lineCount;
    this.lineCount += quoted
      ? countLines(this.view.units.slice(start, next), next - start, this.dialect.newline)
      : 1;
    const isEmpty = start === end;
    if (isEmpty || fault) this.flush();
    if (isEmpty) return;
    this.lines.push(before);
    if (fault) this.refuse(bounds, csvFault(fault, { line: this.firstLine + this.lineCount - 1 }));
    else this.sound.push(bounds);
  }

  /** To be called after the last one. */
  flush(): void {
    const sound = this.sound;
    const [first] = sound;
    const last = sound.at(-1);
    if (!first || !last) return;
    this.sound = [];
    const text = this.view.text(first.start, last.next);
    const read = text === undefined ? undefined : readCleanText(this.closed(text), this.dialect);
    if (read?.records.length === sound.length) for (const record of read.records) this.records.push(record);
    else for (const bounds of sound) this.addAlone(bounds);
  }

  private addAlone(bounds: RecordBounds): void {
    const text = this.view.text(bounds.start, bounds.end);
    const shown = this.view.textAnyway(bounds.start, bounds.end);
    const { records, broken } = parseRecords(shown + this.dialect.newline, this.dialect);
    const [record] = records;
    if (!record || broken || records.length > 1) return this.refuse(bounds, csvFault('invalid_quotes'));
    if (text === undefined) this.fault(csvFault('invalid_encoding', { encoding: this.dialect.encoding }));
    else if (text.includes('\0')) this.fault(csvFault('nul_byte'));
    this.records.push(record);
  }

  private refuse({ start, end }: RecordBounds, fault: CsvFault): void {
    this.fault(fault);
    this.records.push(this.view.textAnyway(start, end).split(this.dialect.delimiter));
  }

  /** Of the record that comes next. */
  private fault(fault: CsvFault): void {
    this.faults.set(this.records.length, fault);
  }

  private closed(text: string): string {
    return text.endsWith(this.dialect.newline) ? text : text + this.dialect.newline;
  }
}
