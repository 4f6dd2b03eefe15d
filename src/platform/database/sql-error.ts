import { QueryFailedError } from 'typeorm';
import { AppError } from '../../shared/app-error.js';
import { constraintError } from './constraints.js';

interface PostgresError {
  code?: string;
  constraint?: string;
  column?: string;
}

/** SQLSTATE or code of an error of our own → what went wrong, for every code that the client can do something about. */
const ERRORS: Record<string, (error: PostgresError) => AppError> = {
  // A migration changed what a transaction was reading.
  '0A000': () => unavailable('schema_changed', 'The database has just changed. Try again.'),
  '22001': () => invalid('value_too_long', 'A value is longer than its column.'),
  '22003': () => invalid('value_out_of_range', 'A number is out of range.'),
  '22021': () => invalid('text_not_storable', 'A text holds a character that cannot be stored.'),
  '22P02': () => invalid('value_malformed', 'A value does not have the form of its type.'),
  '23502': ({ column }) => invalid('value_missing', `A value is missing${column ? `: ${column}` : ''}.`),
  '23503': () =>
    new AppError(
      'conflict',
      'reference_violated',
      'Something that this refers to, or that refers to this, forbids it.',
    ),
  '23505': () => new AppError('conflict', 'duplicate', 'There is one like this already.'),
  '23514': () => invalid('value_not_allowed', 'A value breaks a rule of the table.'),
  '25006': () => unavailable('database_read_only', 'The database cannot be written to at the moment.'),
  '25P03': () => unavailable('transaction_idle', 'The change stood still for too long and was not made.'),
  '40001': () => unavailable('serialization_failure', 'Too many changes at once. Try again.'),
  '40P01': () => unavailable('deadlock', 'Too many changes at once. Try again.'),
  '53300': () => unavailable('database_busy', 'The database has no free connection.'),
  '55P03': () => unavailable('lock_timeout', 'What this changes is locked by another change. Try again.'),
  '57014': () => unavailable('statement_timeout', 'The database took too long to answer.'),
  commit_unknown: () => commitUnknown(),
};

// Connections refused, lost or ended, and a server that starts or stops.
const UNAVAILABLE = /^(08|57P|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
const LOST = /Connection terminated|not queryable|connection error/i;
// pg-pool's word for all connections being in use for longer than a request may wait.
const POOL_EXHAUSTED = 'timeout exceeded when trying to connect';

/** Translates an error of the SQL layer, by the name of the violated constraint where there is one. */
export function translateSqlError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const cause = postgresError(error);
  const code = cause?.code ?? '';
  const known = constraintError(cause?.constraint) ?? ERRORS[code]?.(cause ?? {});
  if (known) return withCause(known, error);
  const message = error instanceof Error ? error.message : '';
  if (message === POOL_EXHAUSTED) return withCause(ERRORS['53300']?.({}) as AppError, error);
  if (UNAVAILABLE.test(code) || LOST.test(message)) {
    return withCause(unavailable('database_unavailable', 'The database cannot be reached.'), error);
  }
  return error;
}

/** The SQLSTATE behind an error, also behind one that was translated. */
export function sqlState(error: unknown): string | undefined {
  const source = error instanceof AppError ? error.cause : error;
  return postgresError(source)?.code;
}

/** The answer to a change of which nobody knows whether it was made: docs/transactions.md. */
export function commitUnknown(): AppError {
  return unavailable(
    'commit_unknown',
    'The connection was lost while the change was being stored; it may or may not have been made. Send the request again with the same Idempotency-Key, and it is made once.',
  );
}

function postgresError(error: unknown): PostgresError | undefined {
  if (error instanceof QueryFailedError) return error.driverError as PostgresError;
  return typeof error === 'object' && error !== null && 'code' in error
    ? (error as PostgresError)
    : undefined;
}

function invalid(reason: string, message: string): AppError {
  return new AppError('invalid', reason, message);
}

function unavailable(reason: string, message: string): AppError {
  return new AppError('unavailable', reason, message, { retryAfter: 1 });
}

function withCause(known: AppError, cause: unknown): AppError {
  return new AppError(known.code, known.reason, known.message, {
    errors: known.errors,
    retryAfter: known.retryAfter,
    cause,
  });
}
