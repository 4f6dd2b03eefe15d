import type { ErrorCode } from '../../shared/app-error.js';

/** The one table from error code to HTTP status. docs/status-codes.md says when each is used. */
export const STATUS_OF: Record<ErrorCode, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  not_acceptable: 406,
  conflict: 409,
  stale: 412,
  invalid: 422,
  limited: 429,
  unavailable: 503,
  timeout: 504,
};

/** Errors that the framework raises before or beside application code, by status: their stable reason. */
export const REASON_OF: Record<number, string> = {
  400: 'request_malformed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'route_not_found',
  405: 'method_not_allowed',
  408: 'request_too_slow',
  413: 'body_too_large',
  414: 'url_too_long',
  415: 'media_type_not_supported',
  422: 'validation_failed',
  429: 'rate_limited',
  431: 'headers_too_large',
  500: 'internal_error',
  503: 'unavailable',
};
