import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Outbox } from '../outbox/outbox.js';
import { answered } from './answered.js';
import { QUEUES } from './define-job.js';
import type { JobEnvelope } from './job-envelope.js';
import { JobQueues } from './job-queues.js';
import { type JobView, outboxView, toJobView } from './job-view.js';

/** Where one asks what has become of a job. */
@Injectable()
export class JobStates {
  constructor(
    private readonly queues: JobQueues,
    private readonly outbox: Outbox,
  ) {}

  /** The state of a job; undefined when nothing is known of it (any more). Throws `queue_unavailable`. */
  async find(queue: string, id: string): Promise<JobView | undefined> {
    const known = QUEUES.find((name) => name === queue);
    if (!known) return undefined;
    const row = UUID.test(id) ? await this.outbox.find(id) : undefined;
    // In this order a job that is handed over meanwhile is found at one place at least.
    return row?.queue === known ? outboxView(row) : answered(view(this.queues.queue(known), id));
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function view(queue: Queue<JobEnvelope>, id: string): Promise<JobView | undefined> {
  const state = await queue.getJobState(id);
  const job = await queue.getJob(id);
  return job && toJobView(job, state);
}
