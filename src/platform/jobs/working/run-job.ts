import { setTimeout as sleep } from 'node:timers/promises';
import { currentContext } from '../../context/request-context.js';
import type { JobRun } from '../job-handler.js';
import type { JobStopped } from '../job-stopped.js';
import type { Binding } from './job-handlers.js';

const LAST_STEPS_MS = 500;

/**
 * Resolves when the handler is done. Rejects with what it throws; with the reason of the signal when that comes first:
 * then the handler's statements are cancelled, it may begin none, and has a moment to come to its end.
 *
 * @param timeOut called when the run takes longer than its definition allows; it aborts the signal
 */
export async function runJob(
  { definition, handler }: Binding,
  payload: unknown,
  run: JobRun,
  timeOut: () => void,
): Promise<void> {
  const timer = setTimeout(timeOut, definition.timeoutMs);
  const work = Promise.resolve(handler.handle(payload, run));
  try {
    await unlessAborted(work, run.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let listener = () => {};
  const aborted = new Promise<never>((_, reject) => {
    listener = () => reject(signal.reason as JobStopped);
    signal.addEventListener('abort', listener);
  });
  try {
    await Promise.race([work, aborted]);
  } catch (error) {
    if (!signal.aborted) throw error;
    await lastSteps(work);
    // What a handler throws because it was stopped says less than why it was.
    throw signal.reason;
  } finally {
    signal.removeEventListener('abort', listener);
  }
}

// What is left of this run must not meet the next one.
async function lastSteps(work: Promise<void>): Promise<void> {
  currentContext()?.abort('timeout');
  await Promise.race([work.catch(() => {}), sleep(LAST_STEPS_MS, undefined, { ref: false })]);
}
