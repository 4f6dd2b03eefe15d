import { AppError } from '../../shared/app-error.js';
import { sqlState, translateSqlError } from '../database/sql-error.js';

export function notExplainable(message: string, cause?: unknown): AppError {
  return new AppError('conflict', 'not_explainable', message, { cause });
}

/** What went wrong when a statement was explained, by its SQLSTATE. */
export function explainFault(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const state = sqlState(error) ?? '';
  if (state === '57014' || state === '55P03') return tooSlow(error);
  if (state === '25006') return notExplainable('The statement locks or writes rows: it is not run.', error);
  if (/^22/.test(state)) return parameterFault(error);
  // Tables and columns that it names are gone since, or a value decided of which type something is.
  if (/^42/.test(state))
    return notExplainable('PostgreSQL does not take the statement as it is kept.', error);
  return translateSqlError(error);
}

function tooSlow(cause: unknown): AppError {
  const message = 'The statement did not end within five seconds. Its plan can be had without running it.';
  return new AppError('conflict', 'statement_too_slow', message, { cause });
}

// PostgreSQL says in the context of the error which one it could not read.
function parameterFault(cause: unknown): AppError {
  const number = /parameter \$(\d+)/.exec((cause as { where?: string }).where ?? '')?.[1];
  const field = number === undefined ? 'parameters' : `parameters.${Number(number) - 1}`;
  const message = `${number === undefined ? 'A parameter' : `$${number}`} does not have the form of its type.`;
  return new AppError('invalid', 'parameters_invalid', message, {
    errors: [{ field, code: 'parameters_invalid', message }],
    cause,
  });
}
