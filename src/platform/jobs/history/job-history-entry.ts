import type { Job } from 'bullmq';
import type { JobEnvelope } from '../job-envelope.js';
import { parseFailure } from '../job-failure.js';

export type JobOutcome = 'completed' | 'failed' | 'cancelled';

/** A job that has come to its end. One that was retried after it had failed has come to two. */
export interface JobHistoryEntry {
  /** Milliseconds since 1970, as all times here. With queue and id it is what makes the entry one. */
  finishedAt: number;
  queue: string;
  name: string;
  jobId: string;
  userId?: number;
  enqueuedAt: number;
  /** From when it was due until its last run began; absent when it never ran. */
  waitMs?: number;
  /** Of the last run. */
  runMs?: number;
  attempts: number;
  outcome: JobOutcome;
  /** Why it failed, machine-readable. */
  reason?: string;
  /** Host and process id; unknown of what the sweep had to add. */
  worker?: string;
}

// As much as the column holds: 24 days.
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Undefined for a job that has not come to its end.
 *
 * @param ended where it is now: a job that was completed still has the failures of its earlier runs
 */
export function historyEntryOf(
  job: Job<JobEnvelope>,
  ended: 'completed' | 'failed',
  worker?: string,
): JobHistoryEntry | undefined {
  const { finishedOn, processedOn, timestamp, failedReason } = job;
  if (!finishedOn) return undefined;
  const ran = processedOn === undefined ? undefined : Math.max(0, finishedOn - processedOn);
  const due = timestamp + (job.opts.delay ?? 0);
  return {
    finishedAt: finishedOn,
    queue: job.queueName,
    name: job.name,
    jobId: job.id ?? '',
    userId: job.data.userId,
    enqueuedAt: timestamp,
    waitMs: processedOn === undefined ? undefined : bounded(processedOn - due),
    runMs: ran === undefined ? undefined : bounded(ran),
    attempts: job.attemptsMade,
    outcome: ended === 'failed' ? ended : wasCancelled(job) ? 'cancelled' : 'completed',
    reason: ended === 'failed' ? parseFailure(failedReason ?? '').reason : undefined,
    worker,
  };
}

function wasCancelled({ returnvalue }: Job<JobEnvelope>): boolean {
  return (returnvalue as { cancelled?: boolean } | null)?.cancelled === true;
}

function bounded(ms: number): number {
  return Math.min(Math.max(0, ms), LONGEST_MS);
}
