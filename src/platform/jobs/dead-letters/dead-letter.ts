import type { Job } from 'bullmq';
import type { JobDefinition } from '../define-job.js';
import type { JobEnvelope } from '../job-envelope.js';
import { parseFailure } from '../job-failure.js';
import { redacted } from './redacted.js';

/** A job that has failed for good, as those see it who look after the system. */
export interface DeadLetter {
  id: string;
  queue: string;
  name: string;
  /** Machine-readable. */
  reason: string;
  /** What happened, in words. */
  message: string;
  attempts: number;
  maxAttempts: number;
  /** Whether this release knows this kind of job, and so could do it. */
  retryable: boolean;
  /** Who caused it. */
  userId?: number;
  requestId?: string;
  createdAt: Date;
  startedAt?: Date;
  failedAt: Date;
  /** Without its secrets; absent when nobody knows which those are. */
  payload?: unknown;
}

const LONGEST_MESSAGE = 2000;

/** @param definition undefined when this release has none */
export function toDeadLetter(job: Job<JobEnvelope>, definition: JobDefinition | undefined): DeadLetter {
  const { processedOn, data } = job;
  const { reason, message } = parseFailure(job.failedReason ?? '');
  return {
    id: job.id ?? '',
    queue: job.queueName,
    name: job.name,
    reason,
    message: withoutStack(message).slice(0, LONGEST_MESSAGE),
    attempts: job.attemptsMade,
    maxAttempts: job.opts.attempts ?? 1,
    retryable: definition !== undefined,
    userId: data.userId,
    requestId: data.requestId,
    createdAt: new Date(job.timestamp),
    failedAt: new Date(job.finishedOn ?? job.timestamp),
    ...(processedOn !== undefined && { startedAt: new Date(processedOn) }),
    ...(definition && { payload: redacted(data.payload, definition.secrets ?? []) }),
  };
}

function withoutStack(message: string): string {
  return message.split(/\n\s+at /, 1)[0] ?? '';
}
