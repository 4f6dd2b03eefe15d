import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { AppError, type FieldError } from '../../shared/app-error.js';
import { translateSqlError } from '../database/sql-error.js';
import { REASON_OF, STATUS_OF } from './status-codes.js';

/** RFC 9457 problem details. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  /** Stable and machine-readable, snake_case. */
  reason: string;
  detail: string;
  instance: string;
  requestId?: string;
  errors?: FieldError[];
}

export interface ProblemAnswer {
  problem: Problem;
  retryAfter?: number;
}

/** What the client may know of an error. Anything unforeseen becomes a 500 that says nothing. */
export function toProblem(error: unknown, instance: string, requestId?: string): ProblemAnswer {
  const known = translateSqlError(error);
  if (known instanceof AppError) {
    const { reason, message, errors, retryAfter } = known;
    return {
      problem: problem(STATUS_OF[known.code], reason, message, { instance, requestId, errors }),
      retryAfter,
    };
  }
  const status = statusOf(known);
  const detail =
    status < 500 && known instanceof Error ? known.message : 'The server failed to answer this request.';
  return { problem: problem(status, REASON_OF[status] ?? 'error', detail, { instance, requestId }) };
}

// Nest's own exceptions, and Fastify's errors, which carry a statusCode.
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const code = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
}

function problem(
  status: number,
  reason: string,
  detail: string,
  rest: Pick<Problem, 'instance' | 'requestId' | 'errors'>,
): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, reason, detail, ...rest };
}
