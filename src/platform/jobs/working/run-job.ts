import { setTimeout as sleep } from 'node:timers/promises';
import { currentContext } from '../../context/request-context.js';
import type { JobRun } from '../job-handler.js';
import type { Binding } from './job-handlers.js';
import type { StoppableRun } from './stoppable-run.js';

const LAST_STEPS_MS = 500;

/**
 * Resolves when the handler is done. Rejects with what it throws; with the reason why the run was stopped when that comes
 * first: then the handler's statements are cancelled, it may begin none, and has a moment to come to its end.
 *
 * @param run stopped when it takes longer than its definition allows
 */
export async function runJob(
  { definition, handler }: Binding,
  payload: unknown,
  given: JobRun,
  run: StoppableRun,
): Promise<void> {
  throwIfStopped(run);
  const timer = setTimeout(() => run.stop('timeout'), definition.timeoutMs);
  const work = Promise.resolve(handler.handle(payload, given));
  try {
    await unlessStopped(run, work);
  } catch (error) {
    if (run.reason) await lastSteps(work);
    // What a handler throws because it was stopped says less than why it was.
    throwIfStopped(run);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function throwIfStopped({ reason }: StoppableRun): void {
  if (reason) throw reason;
}

function unlessStopped(run: StoppableRun, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    run.onStop = reject;
    if (run.reason) reject(run.reason);
    work.then(resolve, reject);
  });
}

// What is left of this run must not meet the next one.
async function lastSteps(work: Promise<void>): Promise<void> {
  currentContext()?.abort('timeout');
  await Promise.race([work.catch(() => {}), sleep(LAST_STEPS_MS, undefined, { ref: false })]);
}
