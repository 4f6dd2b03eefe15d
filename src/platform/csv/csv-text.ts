export interface CsvTextOptions {
  delimiter?: string;
  quote?: string;
  /** Without it the caller joins the lines. */
  newline?: '' | '\n' | '\r\n' | '\r';
  /** Keeps spreadsheets from taking cells for formulas: see plainCell. */
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
  const plain =
    !cell.includes(quote) && !cell.includes(delimiter) && !cell.includes('\n') && !cell.includes('\r');
  return plain ? cell : quote + cell.replaceAll(quote, quote + quote) + quote;
}

/**
 * A cell that no spreadsheet takes for a formula: one that begins with = + - @ TAB or CR gets an apostrophe before it.
 * One that begins with apostrophes and such a character gets another one, so that cellOfPlain can undo it without loss.
 */
export function plainCell(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Undoes plainCell. Only for files that were written by it: elsewhere an apostrophe is an apostrophe. */
export function cellOfPlain(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

const FORMULA = /^'*[=+\-@\t\r]/;
