import { Inject, Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { AppError } from '../../shared/app-error.js';
import { Outbox } from '../outbox/outbox.js';
import { QUEUE_REDIS } from '../redis/redis.module.js';
import { Signals } from '../signals/signals.js';
import { answered } from './answered.js';
import { JobHistory } from './history/job-history.js';
import { jobCancelled } from './job-cancelled.signal.js';
import type { JobEnvelope } from './job-envelope.js';
import { isOwnId, isScheduleId } from './job-id.js';
import { JobQueues } from './job-queues.js';
import type { JobView } from './job-view.js';

/** Lets jobs go that are wanted no more. */
@Injectable()
export class JobCancellation {
  constructor(
    private readonly queues: JobQueues,
    private readonly outbox: Outbox,
    private readonly signals: Signals,
    private readonly history: JobHistory,
    @Inject(QUEUE_REDIS) private readonly redis: Redis,
  ) {}

  /**
   * Takes back a job that has not begun; tells one that runs to stop, and resolves before it does. Throws `job_finished`,
   * `job_scheduled` for the next run of a schedule, which comes anyway, and `queue_unavailable`.
   */
  async cancel(view: JobView): Promise<'withdrawn' | 'stopping'> {
    const { queue: name, id } = view;
    const taken = isOwnId(id) && (await this.outbox.withdraw(id)) !== undefined;
    // Also then: a relay that could not say so may have handed it over.
    const job = await answered(this.queues.named(name).getJob(id));
    if (job) return this.#cancelInQueue(view, job);
    if (!taken) throw finished(id);
    return this.#withdrawn(view);
  }

  async #cancelInQueue(view: JobView, job: Job<JobEnvelope>): Promise<'withdrawn' | 'stopping'> {
    const { queue, id } = view;
    if (isScheduleId(id) && (await answered(job.getState())) !== 'active') throw scheduled();
    // First, so that nobody who takes it from here on does anything, and it is not tried again.
    await answered(job.updateData({ ...job.data, cancelled: true })).catch((error: unknown) => {
      throw isMissing(error) ? finished(id) : error;
    });
    const state = await answered(job.getState());
    if (state === 'completed' || state === 'failed') throw finished(id);
    if (state === 'active') {
      await this.signals.tell(jobCancelled, { queue, id });
      return 'stopping';
    }
    // A worker that has it by now does nothing, and says so itself.
    if (await answered(removed(job))) return this.#withdrawn(view);
    return 'withdrawn';
  }

  // Nothing else is left of it. Of several who withdraw it at once, one says so.
  async #withdrawn({ id, queue, name, userId, attempts, createdAt }: JobView): Promise<'withdrawn'> {
    const isFirst = await this.redis.set(`withdrawn:${queue}:${id}`, '1', 'EX', 60, 'NX').catch(() => 'OK');
    if (isFirst === null) return 'withdrawn';
    const enqueuedAt = createdAt.getTime();
    const entry = { finishedAt: Date.now(), jobId: id, queue, name, userId, enqueuedAt, attempts };
    await this.history.add([{ ...entry, outcome: 'cancelled' }]);
    return 'withdrawn';
  }
}

/** False when a worker has it meanwhile. */
function removed(job: Job<JobEnvelope>): Promise<boolean> {
  return job.remove().then(
    () => true,
    () => false,
  );
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof AppError && String((error.cause as Error | undefined)?.message).includes('Missing key')
  );
}

function scheduled(): AppError {
  const message = 'This is the next run of a schedule, which cannot be cancelled.';
  return new AppError('conflict', 'job_scheduled', message);
}

function finished(id: string): AppError {
  return new AppError('conflict', 'job_finished', `The job ${id} has come to its end.`);
}
