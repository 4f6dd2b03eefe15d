import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { JobsOptions, Queue } from 'bullmq';
import { AppError } from '../../shared/app-error.js';
import { formatPosition } from '../../shared/wal-position.js';
import { currentContext } from '../context/request-context.js';
import type { Transaction } from '../database/transaction.js';
import { type JobDefinition, QUEUES, type QueueName } from './define-job.js';
import type { JobEnvelope } from './job-envelope.js';
import { toJobView, type JobView } from './job-view.js';

const ANSWER_TIMEOUT_MS = 2000;
const KEEP_COMPLETED_SECONDS = 24 * 3600;
const KEEP_FAILED_SECONDS = 7 * 24 * 3600;

/** Injection token of all queues, `Record<QueueName, Queue>`. */
export const QUEUES_BY_NAME = Symbol('QUEUES_BY_NAME');

/** Where jobs are enqueued and looked up. */
@Injectable()
export class JobQueues {
  constructor(@Inject(QUEUES_BY_NAME) private readonly queues: Record<QueueName, Queue<JobEnvelope>>) {}

  /**
   * Enqueues a job once the transaction has committed, and returns the id it will have. Throws ZodError, and so rolls
   * the transaction back, when the payload does not fit the definition.
   */
  enqueue<Payload>(tx: Transaction, job: JobDefinition<Payload>, payload: Payload): string {
    const envelope = envelopeOf(job, payload);
    const id = randomUUID();
    tx.afterCommit(() => this.#add(job, id, envelope));
    return id;
  }

  /** As `enqueue`, for many jobs of one kind, which Redis is given together. */
  enqueueAll<Payload>(tx: Transaction, job: JobDefinition<Payload>, payloads: readonly Payload[]): void {
    if (payloads.length === 0) return;
    const envelopes = payloads.map((payload) => envelopeOf(job, payload));
    tx.afterCommit(() => this.#addAll(job, envelopes));
  }

  /** As `enqueue`, at once and without regard to any transaction. Throws `queue_unavailable`. */
  async enqueueNow<Payload>(job: JobDefinition<Payload>, payload: Payload): Promise<string> {
    const id = randomUUID();
    await this.#add(job, id, envelopeOf(job, payload));
    return id;
  }

  /** The state of a job; undefined when the queue does not know it (any more). Throws `queue_unavailable`. */
  async find(queue: string, id: string): Promise<JobView | undefined> {
    const known = QUEUES.find((name) => name === queue);
    return known && answered(view(this.queue(known), id));
  }

  queue(name: QueueName): Queue<JobEnvelope> {
    return this.queues[name];
  }

  async #add(job: JobDefinition, id: string, given: JobEnvelope): Promise<void> {
    const envelope = { ...given, position: await writtenPosition() };
    await answered(this.queue(job.queue).add(job.name, envelope, optionsOf(job, id)));
  }

  async #addAll(job: JobDefinition, given: readonly JobEnvelope[]): Promise<void> {
    const position = await writtenPosition();
    const jobs = given.map((envelope) => ({
      name: job.name,
      data: { ...envelope, position },
      opts: optionsOf(job, randomUUID()),
    }));
    await answered(this.queue(job.queue).addBulk(jobs));
  }
}

function optionsOf({ retry }: JobDefinition, jobId: string): JobsOptions {
  return {
    jobId,
    attempts: retry.attempts,
    backoff: { type: 'exponential', delay: retry.backoffMs, jitter: 0.5 },
    removeOnComplete: { age: KEEP_COMPLETED_SECONDS },
    removeOnFail: { age: KEEP_FAILED_SECONDS },
  };
}

function envelopeOf<Payload>(job: JobDefinition<Payload>, payload: Payload): JobEnvelope {
  const { requestId, principal } = currentContext() ?? {};
  return { payload: job.schema.parse(payload), requestId, userId: principal?.userId };
}

// BullMQ waits without end for a Redis that was never there.
async function answered<T>(work: Promise<T>): Promise<T> {
  const expired = sleep(ANSWER_TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`no answer within ${ANSWER_TIMEOUT_MS} ms`);
  });
  return Promise.race([work, expired]).catch((cause: unknown) => {
    const message = 'The job queue cannot be reached.';
    throw new AppError('unavailable', 'queue_unavailable', message, { retryAfter: 5, cause });
  });
}

async function view(queue: Queue<JobEnvelope>, id: string): Promise<JobView | undefined> {
  const state = await queue.getJobState(id);
  const job = await queue.getJob(id);
  return job && toJobView(job, state);
}

// The job reads at least what was written before it was enqueued.
async function writtenPosition(): Promise<string | undefined> {
  const consistency = currentContext()?.consistency;
  await consistency?.settle();
  return consistency?.required && formatPosition(consistency.required);
}
