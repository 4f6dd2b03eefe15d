import { AppError } from '../../shared/app-error.js';
import { within } from '../../shared/within.js';

const ANSWER_TIMEOUT_MS = 2000;

/** What a queue answers. Throws `queue_unavailable` when it does not: BullMQ waits without end for a Redis that is away. */
export function answered<T>(work: Promise<T>): Promise<T> {
  return within(ANSWER_TIMEOUT_MS, work).catch((cause: unknown) => {
    if (cause instanceof AppError) throw cause;
    const message = 'The job queue cannot be reached.';
    throw new AppError('unavailable', 'queue_unavailable', message, { retryAfter: 5, cause });
  });
}
