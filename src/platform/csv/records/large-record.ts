import type { ReadText } from './clean-text.js';
import type { CsvFault } from '../csv-block.js';
import type { CsvDialect } from '../csv-dialect.js';
import { csvFault } from '../csv-fault.js';
import type { CsvView } from './csv-view.js';
import { RecordSkip } from './record-skip.js';

const SHOWN_UNITS = 10_000;

/** A record that is longer than records may be. It is gone over to its end, and of its text only the beginning is kept. */
export class LargeRecord {
  private readonly skip: RecordSkip;
  private fields?: string[];

  constructor(
    private readonly dialect: CsvDialect,
    private readonly maxBytes: number,
  ) {
    this.skip = new RecordSkip(dialect);
  }

  /** Units of the view that belong to it, and whether it ends with them. */
  pass(view: CsvView): { units: number; ended: boolean } {
    // A view that begins with it has more than the greatest record.
    const shown = Math.min(SHOWN_UNITS, Math.floor(this.maxBytes / view.unitBytes));
    this.fields ??= view.textAnyway(0, shown).split(this.dialect.delimiter);
    const end = this.skip.feed(view.units);
    return { units: end ?? view.units.length, ended: end !== undefined || view.last };
  }

  /** When it has ended. */
  asRead(): Omit<ReadText, 'consumed'> & { faults: Map<number, CsvFault> } {
    const fault = csvFault('record_too_large', { maxBytes: this.maxBytes });
    return { records: [this.fields ?? []], lineCount: this.skip.lines, faults: new Map([[0, fault]]) };
  }
}
