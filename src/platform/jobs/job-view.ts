import type { Job } from 'bullmq';
import type { OutboxRow } from '../outbox/outbox.js';
import type { JobEnvelope } from './job-envelope.js';

/** What may be shown of a job: never its payload. */
export interface JobView {
  id: string;
  queue: string;
  name: string;
  state: string;
  /** Who caused it; undefined when nobody was signed in. */
  userId?: number;
  /** 0 to 100. */
  progress: number;
  /** Runs so far. */
  attempts: number;
  createdAt: Date;
  finishedAt?: Date;
}

/** @param stateBefore the job's state, asked for before the job itself, so that what has ended is shown with its end */
export async function toJobView(job: Job<JobEnvelope>, stateBefore: string): Promise<JobView> {
  return {
    id: job.id ?? '',
    queue: job.queueName,
    name: job.name,
    userId: job.data.userId,
    state: job.finishedOn === undefined ? stateBefore : await job.getState(),
    progress: typeof job.progress === 'number' ? job.progress : 0,
    attempts: job.attemptsMade,
    createdAt: new Date(job.timestamp),
    ...(job.finishedOn !== undefined && { finishedAt: new Date(job.finishedOn) }),
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
