import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { AppError } from '../../shared/app-error.js';
import { currentContext } from '../context/request-context.js';
import type { Transaction } from '../database/transaction.js';
import { type JobDefinition, QUEUES, type QueueName } from './define-job.js';
import type { JobEnvelope } from './job-envelope.js';
import { toJobView, type JobView } from './job-view.js';

const ENQUEUE_TIMEOUT_MS = 2000;
const KEEP_COMPLETED_SECONDS = 24 * 3600;
const KEEP_FAILED_SECONDS = 7 * 24 * 3600;

/** Where jobs are enqueued and looked up. */
@Injectable()
export class JobQueues {
  constructor(private readonly modules: ModuleRef) {}

  /**
   * Enqueues a job once the transaction has committed, and returns the id it will have. Throws ZodError, and so rolls
   * the transaction back, when the payload does not fit the definition.
   */
  enqueue<Payload>(tx: Transaction, job: JobDefinition<Payload>, payload: Payload): string {
    const envelope: JobEnvelope = {
      payload: job.schema.parse(payload),
      requestId: currentContext()?.requestId,
    };
    const id = randomUUID();
    tx.afterCommit(() => this.#add(job, id, envelope));
    return id;
  }

  /** As `enqueue`, at once and outside of any transaction. */
  async enqueueNow<Payload>(job: JobDefinition<Payload>, payload: Payload): Promise<string> {
    const id = randomUUID();
    await this.#add(job, id, { payload: job.schema.parse(payload), requestId: currentContext()?.requestId });
    return id;
  }

  /** The state of a job; undefined when the queue does not know it (any more). */
  async find(queue: string, id: string): Promise<JobView | undefined> {
    const known = QUEUES.find((name) => name === queue);
    const job = known && (await this.queue(known).getJob(id));
    return job && toJobView(job);
  }

  queue(name: QueueName): Queue<JobEnvelope> {
    return this.modules.get<Queue<JobEnvelope>>(getQueueToken(name), { strict: false });
  }

  async #add(job: JobDefinition, id: string, envelope: JobEnvelope): Promise<void> {
    const { attempts, backoffMs } = job.retry;
    const added = this.queue(job.queue).add(job.name, envelope, {
      jobId: id,
      attempts,
      backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
      removeOnComplete: { age: KEEP_COMPLETED_SECONDS },
      removeOnFail: { age: KEEP_FAILED_SECONDS },
    });
    // BullMQ waits without end for a Redis that was never there.
    const expired = sleep(ENQUEUE_TIMEOUT_MS, undefined, { ref: false }).then(() => {
      throw new AppError('unavailable', 'queue_unavailable', 'The job queue cannot be reached.', {
        retryAfter: 5,
      });
    });
    await Promise.race([added, expired]).catch((error: unknown) => {
      if (error instanceof AppError) throw error;
      throw new AppError('unavailable', 'queue_unavailable', 'The job queue cannot be reached.', {
        retryAfter: 5,
        cause: error,
      });
    });
  }
}
