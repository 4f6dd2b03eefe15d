import { sqlState, translateSqlError } from '../../../platform/database/sql-error.js';
import { constraintError } from '../../../platform/database/constraints.js';
import { AppError } from '../../../shared/app-error.js';
import type { RowFault } from '../rejects/row-fault.js';
import type { ImportOptions } from '../targets/import-options.js';
import type { ImportField, ImportTarget } from '../targets/import-target.js';

/** What is wrong with a row, found by the database: not yet with its text. */
export interface FoundFault {
  /** Of the target; undefined when it is the row as a whole. */
  field?: string;
  code: string;
  message: string;
}

const CUT = 200;
// Data that does not fit, constraints, limits of the server, and what functions of the database raise.
const OF_A_ROW = /^(22|23|54|P0001)/;

/** Whether an error is that of a row and not of the statement, the connection or the server. */
export function isRowError(error: unknown): boolean {
  return OF_A_ROW.test(sqlState(error) ?? '');
}

/** Why the database refuses a row. */
export function faultOf(error: unknown, fields: readonly ImportField[]): FoundFault {
  const known = translateSqlError(error);
  const column = columnOf(error);
  const field = fields.find((each) => each.column === column)?.name;
  if (!(known instanceof AppError))
    return { field, code: 'refused', message: 'The database refuses the row.' };
  return { field: known.errors?.[0]?.field ?? field, code: known.reason, message: known.message };
}

/** There is a row with this key: it was in the table, or another line of the file has brought it. */
export function knownFault({ key }: ImportTarget): FoundFault {
  const declared = constraintError(key?.constraint);
  return {
    field: key?.field,
    code: declared?.reason ?? 'duplicate',
    message: declared?.message ?? 'There is one like this already.',
  };
}

/** The same with the text of the file. */
export function rowFault(fault: FoundFault, options: ImportOptions, texts: readonly string[]): RowFault {
  const { field = null, code, message } = fault;
  const column = Object.keys(options.mapping).find((name) => options.mapping[name] === field) ?? null;
  const text = column === null ? undefined : texts[options.columns.indexOf(column)];
  return { column, field, code, message, value: text?.slice(0, CUT) ?? null };
}

function columnOf(error: unknown): string | undefined {
  const source = error as { column?: string; driverError?: { column?: string } };
  return source.driverError?.column ?? source.column;
}
