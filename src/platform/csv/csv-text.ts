export interface CsvTextOptions {
  delimiter?: string;
  quote?: string;
  /** What is put behind the record. */
  newline?: '' | '\n' | '\r\n' | '\r';
  /** Whether cells are written so that no spreadsheet takes them for formulas: see plainCell. */
  plain?: boolean;
}

/** One record as text. What has to be quoted is quoted. */
export function csvLine(fields: readonly string[], options: CsvTextOptions = {}): string {
  const { delimiter = ',', quote = '"', newline = '', plain = false } = options;
  const cells = fields.map((field) => quoted(plain ? plainCell(field) : field, delimiter, quote));
  // A line without anything on it is no record.
  const line = cells.length === 1 && cells[0] === '' ? quote + quote : cells.join(delimiter);
  return line + newline;
}

function quoted(cell: string, delimiter: string, quote: string): string {
  const isSafe =
    !cell.includes(quote) && !cell.includes(delimiter) && !cell.includes('\n') && !cell.includes('\r');
  return isSafe ? cell : quote + cell.replaceAll(quote, quote + quote) + quote;
}

/**
 * A cell that no spreadsheet takes for a formula: one that begins with = + - @ (or their wide forms), a tab or a line end
 * has an apostrophe put before it.
 *
 * A file of such cells can be read back without loss by cellOfPlain, because one that began with apostrophes and such a
 * character got another one, too. That must be known of the file: in others, an apostrophe is an apostrophe. Rejected rows
 * are known by the columns that say what is wrong with them.
 */
export function plainCell(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** What plainCell was given. */
export function cellOfPlain(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
