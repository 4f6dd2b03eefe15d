import type { CsvDialect } from '../csv-dialect.js';

type Where = 'field' | 'plain' | 'quoted' | 'quote' | 'closed' | 'lost';

/** Goes over a record to its end, however long it is and in whatever parts it comes. */
export class RecordSkip {
  /** Lines that ended within it. */
  lines = 0;
  /** Where the quote opened which is open now, from the beginning of the record. */
  openQuote: number | undefined;
  private where: Where = 'field';
  private passed = 0;

  constructor(private readonly dialect: CsvDialect) {}

  /** Where the next record begins within this part; undefined: the record goes on after it. */
  feed(part: string): number | undefined {
    const { newline, quote, delimiter } = this.dialect;
    for (let at = 0; at < part.length; at += 1) {
      const unit = part[at] ?? '';
      if (this.where === 'quoted') {
        if (unit === quote) this.where = 'quote';
        else if (unit === newline) this.lines += 1;
      } else if (unit === newline) {
        this.lines += 1;
        return at + 1;
      } else {
        const before = this.where;
        this.where =
          unit === quote ? onQuote(before) : unit === delimiter ? onDelimiter(before) : onText(before, unit);
        if (this.where === 'quoted' && before === 'field') this.openQuote = this.passed + at;
        else if (this.where === 'field') this.openQuote = undefined;
      }
    }
    this.passed += part.length;
    return undefined;
  }

  /** Whether it is within quotes. */
  get isQuoted(): boolean {
    return this.where === 'quoted';
  }
}

function onQuote(where: Where): Where {
  if (where === 'field' || where === 'quote') return 'quoted';
  return where === 'closed' ? 'lost' : where;
}

function onDelimiter(where: Where): Where {
  return where === 'lost' ? 'lost' : 'field';
}

function onText(where: Where, unit: string): Where {
  if (where === 'field') return 'plain';
  if (where === 'quote' || where === 'closed') return unit.trim() === '' ? 'closed' : 'lost';
  return where;
}
