import { csvLine } from '../../../platform/csv/csv-text.js';

/** A record that is no row: its line is wrong, whatever its cells are. */
export interface BrokenLine {
  /** As it is counted. */
  name: string;
  /** Without its line end. */
  line(cells: readonly string[]): string;
}

export function brokenLines(columns: number): BrokenLine[] {
  const tooFew = { name: 'too few fields', line: (cells: readonly string[]) => csvLine(cells.slice(0, -1)) };
  return [
    ...(columns > 1 ? [tooFew] : []),
    { name: 'too many fields', line: (cells) => csvLine([...cells, 'one more']) },
    { name: 'bad quotes', line: badlyQuoted },
  ];
}

/** On one line, so that it is one record to everybody. */
function badlyQuoted(cells: readonly string[]): string {
  const [first = '', ...others] = cells.map((cell) => cell.replace(/["\r\n]+/g, ' '));
  return [`"${first} "as they say" today"`, ...others.map((cell) => csvLine([cell]))].join(',');
}
