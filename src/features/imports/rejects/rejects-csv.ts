import { csvLine } from '../../../platform/csv/csv-text.js';
import type { ImportOptions } from '../targets/import-options.js';
import { REJECT_COLUMNS } from './reject-columns.js';
import type { RejectedRow } from './row-fault.js';

// Without it spreadsheet programs take UTF-8 for something else.
const BYTE_ORDER_MARK = '\ufeff';
const AT_ONCE = 200;

/**
 * The rows that were not taken as a file, with what is wrong with each before its own columns: put right, it can be
 * imported as it is. Of a row with too many or too few fields every field is where it was.
 */
export async function* rejectsCsv(
  { columns, dialect }: Pick<ImportOptions, 'columns' | 'dialect'>,
  rejects: AsyncIterable<RejectedRow>,
): AsyncGenerator<string> {
  // Quotes are " whatever the file has, as every program writes them.
  const options = {
    delimiter: dialect.delimiter === '"' ? ',' : dialect.delimiter,
    newline: '\r\n',
    plain: true,
  } as const;
  const own = new Set<string>(REJECT_COLUMNS);
  // Of a file that was itself one of rejected rows, the older reasons go.
  const kept = (fields: readonly string[]) => fields.filter((_, index) => !own.has(columns[index] ?? ''));
  let lines = [BYTE_ORDER_MARK + csvLine([...REJECT_COLUMNS, ...kept(columns)], options)];
  for await (const reject of rejects) {
    lines.push(csvLine([...reasonsOf(reject), ...kept(reject.fields)], options));
    if (lines.length < AT_ONCE) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

function reasonsOf({ line, faults }: RejectedRow): string[] {
  const columns = new Set(faults.flatMap(({ column }) => column ?? []));
  return [String(line), [...columns].join('; '), faults.map(({ message }) => message).join('; ')];
}
