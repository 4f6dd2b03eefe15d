import { Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import { AppError } from '../../shared/app-error.js';
import { Outbox } from '../outbox/outbox.js';
import { Signals } from '../signals/signals.js';
import { answered } from './answered.js';
import { JobHistory } from './history/job-history.js';
import { jobCancelled } from './job-cancelled.signal.js';
import type { JobEnvelope } from './job-envelope.js';
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
  ) {}

  /**
   * Takes back a job that has not begun; tells one that runs to stop, and resolves before it does. Throws `job_finished`,
   * `job_scheduled` for the next run of a schedule, which comes anyway, and `queue_unavailable`.
   */
  async cancel(view: JobView): Promise<'withdrawn' | 'stopping'> {
    const { queue: name, id } = view;
    if (await this.outbox.withdraw(id)) return this.#withdrawn(view);
    const queue = this.queues.named(name);
    const job = await answered(queue.getJob(id));
    if (!job) throw finished(id);
    const state = await answered(job.getState());
    if (state === 'completed' || state === 'failed') throw finished(id);
    if (state !== 'active' && (await answered(removed(job)))) return this.#withdrawn(view);
    // It runs, or has begun just now. Should the signal get lost, it is at least not tried again.
    await answered(job.updateData({ ...job.data, cancelled: true }));
    await this.signals.tell(jobCancelled, { queue: name, id });
    return 'stopping';
  }

  // Nothing else is left of it.
  async #withdrawn({ id, queue, name, userId, attempts, createdAt }: JobView): Promise<'withdrawn'> {
    const enqueuedAt = createdAt.getTime();
    const entry = { finishedAt: Date.now(), jobId: id, queue, name, userId, enqueuedAt, attempts };
    await this.history.add([{ ...entry, outcome: 'cancelled' }]);
    return 'withdrawn';
  }
}

/** False when a worker has it meanwhile. */
async function removed(job: Job<JobEnvelope>): Promise<boolean> {
  try {
    await job.remove();
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('job scheduler')) return false;
    throw new AppError(
      'conflict',
      'job_scheduled',
      'This is the next run of a schedule, which cannot be cancelled.',
    );
  }
}

function finished(id: string): AppError {
  return new AppError('conflict', 'job_finished', `The job ${id} has come to its end.`);
}
