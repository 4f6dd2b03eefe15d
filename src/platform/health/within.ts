import { setTimeout as sleep } from 'node:timers/promises';

/** The result, or a rejection when it is not there in time. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const abort = new AbortController();
  const late = sleep(ms, undefined, { signal: abort.signal }).then(() => {
    throw new Error(`no answer within ${ms} ms`);
  });
  // Whoever loses the race must not become an unhandled rejection.
  late.catch(() => {});
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => abort.abort());
}
