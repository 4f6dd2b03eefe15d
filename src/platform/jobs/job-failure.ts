import { AppError } from '../../shared/app-error.js';
import { JobStopped } from './job-stopped.js';
import { PermanentJobError } from './permanent-job-error.js';

/** Why a run failed. */
export interface JobFailure {
  /** Stable and machine-readable; may be shown to whoever may see the job. */
  reason: string;
  /** For those who run the system; it may name hosts and addresses. */
  message: string;
}

const STALLED = /^job (stalled|started) more than allowable limit$/;
const WRITTEN = /^\[([a-z_]+)\] ([^]*)$/;

/** What is known of an error that a handler threw. */
export function failureOf(error: unknown): JobFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof PermanentJobError || error instanceof AppError)
    return { reason: error.reason, message };
  return { reason: error instanceof JobStopped ? error.stopCause : 'error', message };
}

/** As a queue keeps it, which has room for one text. */
export function formatFailure({ reason, message }: JobFailure): string {
  return `[${reason}] ${message}`;
}

/** The other way round; of a text that the queue wrote itself as well. */
export function parseFailure(text: string): JobFailure {
  const [, reason, message] = WRITTEN.exec(text) ?? [];
  if (reason !== undefined && message !== undefined) return { reason, message };
  return { reason: STALLED.test(text) ? 'stalled' : 'error', message: text };
}
