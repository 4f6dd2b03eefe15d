import type { JobsOptions } from 'bullmq';
import type { OutboxRow } from '../outbox/outbox.js';
import type { JobDefinition } from './define-job.js';

const KEEP_COMPLETED_SECONDS = 24 * 3600;
const KEEP_FAILED_SECONDS = 7 * 24 * 3600;

/** How soon a job's turn comes among those of its queue; 1 comes first. Jobs of one priority keep their order. */
export const PRIORITIES = { high: 1, normal: 10, low: 100 } as const;
export type Priority = keyof typeof PRIORITIES;

export interface EnqueueOptions {
  /** Not before this time. At once when left out. */
  runAt?: Date;
  /** `normal` when left out. */
  priority?: Priority;
  /** As long as a job of the same kind with the same key waits or runs, this one is dropped when it reaches its queue. */
  deduplicationKey?: string;
}

/** What the outbox keeps of a definition, so that a relay of another release enqueues the job as it was meant. */
export interface StoredOptions {
  attempts: number;
  backoffMs: number;
  deduplicationId?: string;
}

export function storedOptions(
  { name, retry }: JobDefinition,
  { deduplicationKey }: EnqueueOptions = {},
): StoredOptions {
  const deduplicationId = deduplicationKey === undefined ? undefined : `${name}:${deduplicationKey}`;
  return { attempts: retry.attempts, backoffMs: retry.backoffMs, deduplicationId };
}

/** How BullMQ is to treat the job of an outbox row. */
export function queueOptions(row: OutboxRow): JobsOptions {
  const stored = row.options as StoredOptions;
  const delay = row.runAt === null ? 0 : Math.max(0, row.runAt.getTime() - row.createdAt.getTime());
  return {
    // BullMQ passes over a job whose id it has: handing one over again is harmless while it keeps it.
    jobId: row.id,
    timestamp: row.createdAt.getTime(),
    priority: row.priority,
    delay,
    ...(stored.deduplicationId && { deduplication: { id: stored.deduplicationId } }),
    ...lifeOptions(stored),
  };
}

/** How often BullMQ tries a job, and how long it remembers it. */
export function lifeOptions({ attempts, backoffMs }: StoredOptions) {
  return {
    attempts,
    // The log has them, and what is kept in Redis is shown.
    stackTraceLimit: 0,
    backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
    removeOnComplete: { age: KEEP_COMPLETED_SECONDS },
    removeOnFail: { age: KEEP_FAILED_SECONDS },
  };
}
