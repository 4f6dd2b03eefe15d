/** What kind of failure it is. `platform/http/status-codes.ts` maps each to one HTTP status. */
export type ErrorCode =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'not_acceptable'
  | 'conflict'
  | 'stale'
  | 'invalid'
  | 'limited'
  | 'unavailable'
  | 'timeout';

/** One fault of one field. `field` is a dotted path into the body, or the name of a parameter or header. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

interface Details {
  errors?: FieldError[];
  /** Seconds after which the same request may succeed. */
  retryAfter?: number;
  cause?: unknown;
}

/**
 * The one error that application code throws. `reason` is a stable machine-readable word in snake_case; `message` is
 * what the client reads, so it never holds a secret or an internal name. `cause` is for the log only.
 */
export class AppError extends Error {
  readonly errors?: FieldError[];
  readonly retryAfter?: number;

  constructor(
    readonly code: ErrorCode,
    readonly reason: string,
    message: string,
    details: Details = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'AppError';
    this.errors = details.errors;
    this.retryAfter = details.retryAfter;
  }
}

export function notFound(what: string, id: number | string): AppError {
  return new AppError('not_found', `${what}_not_found`, `There is no ${what} ${id}.`);
}

/** The version the client based its change on is not the current one. */
export function staleVersion(what: string): AppError {
  return new AppError(
    'stale',
    'version_mismatch',
    `The ${what} has changed since the version named in If-Match. Fetch it again and repeat the change.`,
  );
}

export function malformed(field: string, code: string, message: string): AppError {
  return new AppError('malformed', 'request_malformed', message, { errors: [{ field, code, message }] });
}
