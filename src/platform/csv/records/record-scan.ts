import type { CsvDialect } from '../csv-dialect.js';
import type { CsvView } from './csv-view.js';

/** Where a record is within a view. */
export interface RecordBounds {
  start: number;
  /** Before its line end. */
  end: number;
  /** After its line end, where the next one begins. */
  next: number;
  /** What had to be looked at to know this. */
  reach: number;
  quoted: boolean;
  fault?: 'invalid_quotes' | 'unclosed_quote';
}

/** A view that ends within a record: in a field whose quote is open, or somewhere else. */
export interface OpenRecord {
  start: number;
  openQuote?: number;
}

/** Finds the records of a view, one after the other, by the rules that papaparse parses them. */
export class RecordScan {
  private readonly units: string;
  private readonly ahead = { delimiter: nothing(), quote: nothing(), newline: nothing() };

  constructor(
    private readonly view: CsvView,
    private readonly dialect: CsvDialect,
  ) {
    this.units = view.units;
  }

  record(start: number): RecordBounds | OpenRecord {
    let quoted = false;
    for (let field = start; ;) {
      const lineEnd = this.find('newline', field);
      if (this.find('quote', field) > lineEnd) return this.ended(start, lineEnd, quoted);
      if (this.units[field] !== this.dialect.quote) {
        const delimiter = this.find('delimiter', field);
        if (delimiter > lineEnd) return this.ended(start, lineEnd, quoted);
        if (delimiter === Infinity) return { start };
        field = delimiter + 1;
        continue;
      }
      quoted = true;
      const close = this.closingQuote(field);
      if (close === Infinity) return { start, openQuote: field };
      const after = Math.min(this.find('delimiter', close + 1), this.find('newline', close + 1));
      if (after === Infinity) return { start };
      if (!this.isBlank(close + 1, after)) return this.broken(start, field, close, after);
      if (this.units[after] === this.dialect.newline) {
        return { start, end: close + 1, next: after + 1, reach: after + 1, quoted };
      }
      field = after + 1;
    }
  }

  /** A record that is given up on the line on which this quote opens. */
  unclosed(start: number, openQuote: number, reach = 0): RecordBounds {
    const lineEnd = this.units.indexOf(this.dialect.newline, openQuote);
    return { ...this.line(start, lineEnd), reach, quoted: true, fault: 'unclosed_quote' };
  }

  private broken(start: number, openQuote: number, close: number, after: number): RecordBounds | OpenRecord {
    const lineEnd = this.units.indexOf(this.dialect.newline, openQuote);
    if (lineEnd === -1) return { start };
    // A quote that makes no sense on a later line opens a field there: the one before was never closed.
    if (lineEnd < close) return this.unclosed(start, openQuote, after + 1);
    return { ...this.line(start, lineEnd), reach: lineEnd + 1, quoted: true, fault: 'invalid_quotes' };
  }

  private ended(start: number, lineEnd: number, quoted: boolean): RecordBounds | OpenRecord {
    if (lineEnd === Infinity) return { start };
    return { ...this.line(start, lineEnd), reach: lineEnd + 1, quoted };
  }

  private line(start: number, lineEnd: number): { start: number; end: number; next: number } {
    const returned = this.dialect.newline === '\n' && lineEnd > start && this.units[lineEnd - 1] === '\r';
    return { start, end: returned ? lineEnd - 1 : lineEnd, next: lineEnd + 1 };
  }

  private closingQuote(open: number): number {
    const { quote } = this.dialect;
    for (let at = this.find('quote', open + 1); at !== Infinity; at = this.find('quote', at + 2)) {
      if (this.units[at + 1] !== quote) return at;
    }
    return Infinity;
  }

  private isBlank(from: number, to: number): boolean {
    return from === to || this.view.textAnyway(from, to).trim() === '';
  }

  /** Nothing is searched twice, so that the time for a file of broken lines is in proportion to its length. */
  private find(what: 'delimiter' | 'quote' | 'newline', from: number): number {
    const known = this.ahead[what];
    if (from < known.from) {
      // Gone back: what is known still holds, but there may be one before.
      const before = this.units.slice(from, known.from).indexOf(this.dialect[what]);
      if (before !== -1) known.at = from + before;
    } else if (from > known.at) {
      const at = this.units.indexOf(this.dialect[what], from);
      known.at = at === -1 ? Infinity : at;
    }
    known.from = from;
    return known.at;
  }
}

/** The first one from a place on is at this one. */
interface Ahead {
  from: number;
  at: number;
}

function nothing(): Ahead {
  return { from: -1, at: -1 };
}
