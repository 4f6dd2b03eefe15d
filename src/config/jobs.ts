import { z } from 'zod';

const RATE = /^(\d+)\/(\d+)(s|m|h)$/;
const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000 };
const MAX = 10_000;

/** `name=value` pairs, separated by commas. */
const byQueue = <T>(fallback: string, read: (text: string) => T | undefined, what: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const values: Record<string, T> = {};
      for (const pair of text.split(',').filter((each) => each.trim() !== '')) {
        const [queue = '', given = ''] = pair.split('=').map((each) => each.trim());
        const value = read(given);
        if (value === undefined) context.addIssue(`${queue} must be ${what}`);
        else values[queue] = value;
      }
      return values;
    });

/** The variables of the worker; part of the schema in environment.ts. */
export const jobVariables = {
  WORKER_QUEUES: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .describe('Comma-separated queues the worker takes jobs from; empty means all'),
  WORKER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe('Jobs of one queue a worker runs at the same time'),
  QUEUE_CONCURRENCY: byQueue('media=2,report=1,import=2', readCount, `a number from 1 to ${MAX}`).describe(
    'The same for single queues: media=2,report=1',
  ),
  QUEUE_RATE_LIMITS: byQueue('', readRate, 'a rate like 100/1s or 5000/1h').describe(
    'Jobs of a queue that all workers together begin in a time, at the most: email=100/1s',
  ),
  JOB_LOCK_MS: z.coerce
    .number()
    .int()
    .min(500)
    .max(600_000)
    .default(30_000)
    .describe('Time after which the jobs of a worker that does not answer are given to others'),
  WORKER_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe(
      'Port a worker serves /health/live, /health/ready and /metrics on, without a password; none when empty',
    ),
  QUEUE_SAMPLE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_600_000)
    .default(10_000)
    .describe('Time between two looks of the API at the queues, for its metrics; 0 turns it off'),
  QUEUE_WAIT_WARNING_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400_000)
    .default(300_000)
    .describe('A job that waits longer for a worker is worth a warning in the log'),
  JOB_HISTORY_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe('Days after which the worker drops a day of the history of finished jobs'),
};

/** So many in so many milliseconds. */
export interface RateLimit {
  max: number;
  duration: number;
}

export function jobsOf(env: z.infer<z.ZodObject<typeof jobVariables>>) {
  return {
    worker: {
      queues: env.WORKER_QUEUES,
      concurrency: env.WORKER_CONCURRENCY,
      queueConcurrency: env.QUEUE_CONCURRENCY,
      rateLimits: env.QUEUE_RATE_LIMITS,
      lockMs: env.JOB_LOCK_MS,
      port: env.WORKER_PORT,
    },
    queueMetrics: { sampleMs: env.QUEUE_SAMPLE_MS, waitWarningMs: env.QUEUE_WAIT_WARNING_MS },
    jobHistory: { retentionDays: env.JOB_HISTORY_RETENTION_DAYS },
  };
}

function readCount(text: string): number | undefined {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= MAX ? count : undefined;
}

function readRate(text: string): RateLimit | undefined {
  const [, max, time, unit] = RATE.exec(text) ?? [];
  const rate = { max: Number(max), duration: Number(time) * UNIT_MS[(unit ?? 's') as keyof typeof UNIT_MS] };
  return rate.max >= 1 && rate.duration >= 1 ? rate : undefined;
}
