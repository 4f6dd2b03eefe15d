import { QueryFailedError } from 'typeorm';

/** Whether the server, or the way to it, went away. An error with another SQLSTATE is the statement's own. */
export function isConnectionFailure(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const { code, message } = cause as { code?: unknown; message?: string };
  if (typeof code === 'string') return /^(57P0[123]|08|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET)/.test(code);
  return /Connection terminated|not queryable|connection error/i.test(message ?? '');
}

/** Whether the server is well, and has ended this one connection because of what was, or was not, done with it. */
export function endedForItself(error: unknown): boolean {
  // idle_in_transaction_session_timeout, transaction_timeout
  return /^25P0[34]$/.test(String((error as { code?: unknown }).code));
}
