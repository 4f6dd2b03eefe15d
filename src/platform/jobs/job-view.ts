import type { Job } from 'bullmq';
import type { OutboxRow } from '../outbox/outbox.js';
import type { JobHistoryEntry } from './history/job-history-entry.js';
import type { JobEnvelope } from './job-envelope.js';
import { parseFailure } from './job-failure.js';

export const JOB_STATES = ['waiting', 'delayed', 'active', 'completed', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What may be shown of a job: never its payload. */
export interface JobView {
  id: string;
  queue: string;
  name: string;
  state: JobState;
  /** Who caused it; undefined when nobody was signed in. */
  userId?: number;
  /** 0 to 100. */
  progress: number;
  /** Runs so far. */
  attempts: number;
  /** Of the last run that failed, machine-readable. */
  reason?: string;
  createdAt: Date;
  /** When the last run began. */
  startedAt?: Date;
  finishedAt?: Date;
}

export function isFinished({ state }: JobView): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/** @param stateBefore the job's state, asked for before the job itself, so that what has ended is shown with its end */
export async function toJobView(job: Job<JobEnvelope>, stateBefore: string): Promise<JobView> {
  const { processedOn, finishedOn, failedReason } = job;
  const state = stateOf(job, finishedOn === undefined ? stateBefore : await job.getState());
  return {
    id: job.id ?? '',
    queue: job.queueName,
    name: job.name,
    userId: job.data.userId,
    state,
    progress: progressOf(job, state),
    attempts: job.attemptsMade,
    createdAt: new Date(job.timestamp),
    // What was completed keeps the failures of its earlier runs.
    ...(failedReason &&
      state !== 'completed' &&
      state !== 'cancelled' && { reason: parseFailure(failedReason).reason }),
    ...(processedOn !== undefined && { startedAt: new Date(processedOn) }),
    ...(finishedOn !== undefined && { finishedAt: new Date(finishedOn) }),
  };
}

/** Of a job that has not been handed to its queue yet. */
export function outboxView(row: OutboxRow): JobView {
  return {
    id: row.id,
    queue: row.queue,
    name: row.name,
    userId: (row.data as JobEnvelope).userId,
    state: row.runAt === null ? 'waiting' : 'delayed',
    progress: 0,
    attempts: 0,
    createdAt: row.createdAt,
  };
}

/** Of a job that its queue has forgotten. */
export function historyView(entry: JobHistoryEntry): JobView {
  const { finishedAt, enqueuedAt, runMs, reason, userId } = entry;
  return {
    id: entry.jobId,
    queue: entry.queue,
    name: entry.name,
    userId,
    state: entry.outcome,
    progress: entry.outcome === 'completed' ? 100 : 0,
    attempts: entry.attempts,
    createdAt: new Date(enqueuedAt),
    finishedAt: new Date(finishedAt),
    ...(reason !== undefined && { reason }),
    ...(runMs !== undefined && { startedAt: new Date(finishedAt - runMs) }),
  };
}

function progressOf({ progress }: Job<JobEnvelope>, state: JobState): number {
  if (state === 'completed') return 100;
  return typeof progress === 'number' ? progress : 0;
}

// BullMQ has a list of its own for jobs of a priority, which all of ours have.
function stateOf({ returnvalue }: Job<JobEnvelope>, state: string): JobState {
  const { cancelled } = (returnvalue ?? {}) as { cancelled?: boolean };
  if (state === 'completed' && cancelled) return 'cancelled';
  return JOB_STATES.find((each) => each === state) ?? 'waiting';
}
