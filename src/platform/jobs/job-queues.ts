import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { notFound } from '../../shared/app-error.js';
import { formatTraceparent } from '../../shared/trace-context.js';
import { formatPosition, type WalPosition } from '../../shared/wal-position.js';
import { currentContext } from '../context/request-context.js';
import type { Transaction } from '../database/transaction.js';
import { Outbox, type OutboxRow } from '../outbox/outbox.js';
import { QUEUE_REDIS } from '../redis/redis.module.js';
import { replicated } from '../redis/replicated.js';
import { answered } from './answered.js';
import { type JobDefinition, QUEUES, type QueueName } from './define-job.js';
import { type EnqueueOptions, PRIORITIES, queueOptions, storedOptions } from './enqueue-options.js';
import type { JobEnvelope } from './job-envelope.js';

/** Injection token of all queues, `Record<QueueName, Queue>`. */
export const QUEUES_BY_NAME = Symbol('QUEUES_BY_NAME');

/** Where jobs are enqueued, and handed over from the outbox. */
@Injectable()
export class JobQueues {
  constructor(
    @Inject(QUEUES_BY_NAME) private readonly queues: Record<QueueName, Queue<JobEnvelope>>,
    private readonly outbox: Outbox,
    @Inject(QUEUE_REDIS) private readonly redis: Redis,
  ) {}

  /**
   * Enqueues a job in the transaction, and returns the id it will have: there is a job if, and only if, the transaction
   * commits. Throws ZodError, and so rolls the transaction back, when the payload does not fit the definition.
   */
  async enqueue<Payload>(
    tx: Transaction,
    job: JobDefinition<Payload>,
    payload: Payload,
    options?: EnqueueOptions,
  ): Promise<string> {
    const [id] = await this.enqueueAll(tx, job, [payload], options);
    return id as string;
  }

  /** As `enqueue`, for many jobs of one kind in one statement; ids in the order of the payloads. */
  async enqueueAll<Payload>(
    tx: Transaction,
    job: JobDefinition<Payload>,
    payloads: readonly Payload[],
    options: EnqueueOptions = {},
  ): Promise<string[]> {
    const { runAt = null, priority = 'normal' } = options;
    const rows = payloads.map((payload) => ({
      id: randomUUID(),
      queue: job.queue,
      name: job.name,
      data: envelopeOf(job, payload),
      options: storedOptions(job, options),
      priority: PRIORITIES[priority],
      runAt,
    }));
    if (rows.length > 0) await this.outbox.add(tx, rows);
    return rows.map(({ id }) => id);
  }

  /** Hands rows of the outbox to their queues. Those that a queue has already are passed over. */
  async deliver(rows: readonly OutboxRow[], position: WalPosition | undefined): Promise<void> {
    const seen = position && formatPosition(position);
    for (const [name, queue] of Object.entries(this.queues)) {
      const jobs = rows
        .filter((row) => row.queue === name)
        .map((row) => ({
          name: row.name,
          data: { ...(row.data as JobEnvelope), position: seen },
          opts: queueOptions(row),
        }));
      if (jobs.length > 0) await answered(queue.addBulk(jobs));
    }
    await answered(replicated(this.redis));
  }

  queue(name: QueueName): Queue<JobEnvelope> {
    return this.queues[name];
  }

  /** Throws `queue_not_found`. */
  named(name: string): Queue<JobEnvelope> {
    const known = QUEUES.find((each) => each === name);
    if (!known) throw notFound('queue', name);
    return this.queues[known];
  }
}

function envelopeOf<Payload>(job: JobDefinition<Payload>, payload: Payload): JobEnvelope {
  const { requestId, principal, trace } = currentContext() ?? {};
  return {
    payload: job.schema.parse(payload),
    requestId,
    userId: principal?.userId,
    trace: trace && formatTraceparent(trace),
  };
}
