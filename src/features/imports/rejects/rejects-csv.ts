import { csvLine } from '../../../platform/csv/csv-text.js';
import type { ImportOptions } from '../targets/import-options.js';
import type { RejectedRow } from './row-fault.js';

/** What a file of rejected rows has behind the columns of the file that they were in. */
export const REJECT_COLUMNS = ['line', 'column', 'reason'];

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Rejected rows as a file that can be mended and imported again as it is: the columns that they had, and where and what
 * is wrong. Written as their file was, but in UTF-8, with names of columns, and with nothing that spreadsheets would run.
 */
export async function* rejectsCsv(
  { dialect, columns }: Pick<ImportOptions, 'dialect' | 'columns'>,
  rejects: AsyncIterable<RejectedRow>,
): AsyncGenerator<string> {
  // Of one that was made of such a file, its reasons are replaced.
  const isAgain = REJECT_COLUMNS.every((name, place) => columns.at(place - REJECT_COLUMNS.length) === name);
  const width = isAgain ? columns.length - REJECT_COLUMNS.length : columns.length;
  const { delimiter, quote } = dialect;
  const lineOf = (cells: readonly string[]) =>
    csvLine(cells, { delimiter, quote, newline: '\n', plain: true });
  yield BYTE_ORDER_MARK + lineOf([...columns.slice(0, width), ...REJECT_COLUMNS]);
  for await (const { line, fields, faults } of rejects) {
    const cells = Array.from({ length: width }, (_, place) => fields[place] ?? '');
    const names = new Set(faults.map(({ column }) => column ?? ''));
    yield lineOf([
      ...cells,
      String(line),
      [...names].filter(Boolean).join('; '),
      faults.map(({ message }) => message).join('; '),
    ]);
  }
}
