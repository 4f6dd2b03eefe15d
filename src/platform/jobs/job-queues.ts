import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { AppError } from '../../shared/app-error.js';
import { formatPosition, type WalPosition } from '../../shared/wal-position.js';
import { currentContext } from '../context/request-context.js';
import type { Transaction } from '../database/transaction.js';
import { Outbox, type OutboxRow } from '../outbox/outbox.js';
import { type JobDefinition, QUEUES, type QueueName } from './define-job.js';
import { type EnqueueOptions, PRIORITIES, queueOptions, storedOptions } from './enqueue-options.js';
import type { JobEnvelope } from './job-envelope.js';
import { type JobView, outboxView, toJobView } from './job-view.js';

const ANSWER_TIMEOUT_MS = 2000;

/** Injection token of all queues, `Record<QueueName, Queue>`. */
export const QUEUES_BY_NAME = Symbol('QUEUES_BY_NAME');

/** Where jobs are enqueued and looked up. */
@Injectable()
export class JobQueues {
  constructor(
    @Inject(QUEUES_BY_NAME) private readonly queues: Record<QueueName, Queue<JobEnvelope>>,
    private readonly outbox: Outbox,
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
    { runAt, priority = 'normal' }: EnqueueOptions = {},
  ): Promise<string[]> {
    const rows = payloads.map((payload) => ({
      id: randomUUID(),
      queue: job.queue,
      name: job.name,
      data: envelopeOf(job, payload),
      options: storedOptions(job),
      priority: PRIORITIES[priority],
      runAt: runAt ?? null,
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
  }

  /** The state of a job; undefined when nothing is known of it (any more). Throws `queue_unavailable`. */
  async find(queue: string, id: string): Promise<JobView | undefined> {
    const known = QUEUES.find((name) => name === queue);
    if (!known) return undefined;
    const row = UUID.test(id) ? await this.outbox.find(id) : undefined;
    // In this order a job that is handed over meanwhile is found at one place at least.
    return row?.queue === known ? outboxView(row) : answered(view(this.queue(known), id));
  }

  queue(name: QueueName): Queue<JobEnvelope> {
    return this.queues[name];
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

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
