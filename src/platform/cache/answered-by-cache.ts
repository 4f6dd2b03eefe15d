import { AppError } from '../../shared/app-error.js';
import { within } from '../../shared/within.js';

const ANSWER_TIMEOUT_MS = 1000;

/** For what cannot be done without cache Redis. Throws `cache_unavailable` when it does not answer. */
export async function answeredByCache<T>(work: Promise<T>): Promise<T> {
  try {
    return await within(ANSWER_TIMEOUT_MS, work);
  } catch (cause) {
    const message = 'Cache Redis cannot be reached.';
    throw new AppError('unavailable', 'cache_unavailable', message, { retryAfter: 1, cause });
  }
}
