import { AppError } from '../../../shared/app-error.js';
import { sqlState, translateSqlError } from '../../../platform/database/sql-error.js';

/** An import cannot go on before somebody sees to it. */
export class ImportFailure extends Error {
  /** @param reason machine-readable; shown to whoever may see the import, like the message */
  constructor(
    readonly reason: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ImportFailure';
  }
}

/** Another run has taken the import over, or it is not to go on: nothing was written. */
export class Overtaken extends Error {}

export const FILE_GONE = new ImportFailure('file_gone', 'The file is not there any more. Upload it again.');

export const FILE_CHANGED = new ImportFailure(
  'file_changed',
  'The file is not as long any more as when it was uploaded. Upload it again.',
);

// Servers that start, stop and change their role, connections and rooms that are wanted by too many, time that is over.
const PASSES =
  /^(08|25006|25P0|40|53[23]|55P03|57|commit_unknown|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;
const DISK_FULL = '53100';

/** What an error means to an import that does not pass by itself; undefined when it may. */
export function failureOf(error: unknown): ImportFailure | undefined {
  if (error instanceof ImportFailure) return error;
  if (sqlState(error) !== DISK_FULL) return undefined;
  const message = 'The disk of the database is full. Nothing is lost: resume the import when there is room.';
  return new ImportFailure('disk_full', message, { cause: error });
}

/** Whether it is worth trying again soon. */
export function isPassing(error: unknown): boolean {
  const known = translateSqlError(error);
  if (known instanceof AppError && (known.code === 'unavailable' || known.code === 'timeout')) return true;
  return PASSES.test(sqlState(error) ?? '');
}
