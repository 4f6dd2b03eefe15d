import { cellOfPlain } from '../../../platform/csv/csv-text.js';

/** What stands before the columns of a file in the file of its rejected rows. */
export const REJECT_COLUMNS = ['import_line', 'import_column', 'import_reason'] as const;

/** Whether a file is one of rejected rows, which somebody has put right: its cells are as `plainCell` writes them. */
export function isRejectsFile(columns: readonly string[]): boolean {
  return REJECT_COLUMNS.every((name) => columns.includes(name));
}

/** The names of columns that the first file had, where a file is one of rejected rows. */
export function ownColumns(columns: string[]): string[] {
  if (!isRejectsFile(columns)) return columns;
  const own = columns.map(cellOfPlain);
  // Somebody may have written another column of the same name.
  return new Set(own).size === own.length ? own : columns;
}

/** Takes the apostrophes away again, in place. */
export function restoreCells(records: string[][]): void {
  for (const record of records)
    for (let at = 0; at < record.length; at++) record[at] = cellOfPlain(record[at]!);
}
