import type { z } from 'zod';

/**
 * Every queue. A worker takes those that `WORKER_QUEUES` names. `audit` looks after what is stored: it reconciles,
 * re-computes, and prunes.
 */
export const QUEUES = ['email', 'notification', 'audit', 'media', 'report', 'import'] as const;
export type QueueName = (typeof QUEUES)[number];

/** How often a job may lose its worker: the process died, or did not answer in time. Then it has failed. */
export const MAX_STALLED = 5;

interface RetryPolicy {
  /** Runs at the most, the first one included. */
  attempts: number;
  /** Milliseconds before the second run; doubles with each further one, and up to half of it is left out at random. */
  backoffMs: number;
}

export interface JobDefinition<Payload = unknown> {
  /** Unique, `noun.verb`; part of the stored job, so a rename loses the jobs that are waiting. */
  name: string;
  queue: QueueName;
  /** Checked when a job is enqueued and again when it is taken. Holds ids and texts, never entities. */
  schema: z.ZodType<Payload>;
  retry: RetryPolicy;
  /** Milliseconds that one run may take. Then its signal is aborted, its statements are cancelled, and it has failed. */
  timeoutMs: number;
  /** Fields of the payload that nobody is shown who looks after the system: secrets, and what people write to each other. */
  secrets?: readonly string[];
}

/** Declares a kind of job. Its handler is bound in the feature with `@JobHandler(definition)`. */
export function defineJob<Payload>(
  definition: Omit<JobDefinition<Payload>, keyof typeof DEFAULTS> & Partial<JobDefinition<Payload>>,
): JobDefinition<Payload> {
  return { ...DEFAULTS, ...definition };
}

const DEFAULTS = { retry: { attempts: 3, backoffMs: 1000 }, timeoutMs: 60_000 };
