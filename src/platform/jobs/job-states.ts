import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Outbox } from '../outbox/outbox.js';
import { answered } from './answered.js';
import { QUEUES, type QueueName } from './define-job.js';
import { JobHistory } from './history/job-history.js';
import type { JobEnvelope } from './job-envelope.js';
import { isOwnId, isScheduleId } from './job-id.js';
import { JobQueues } from './job-queues.js';
import { historyView, isFinished, type JobView, outboxView, toJobView } from './job-view.js';

const LOOK_AGAIN_MS = 500;

/** Where one asks what has become of a job. */
@Injectable()
export class JobStates {
  constructor(
    private readonly queues: JobQueues,
    private readonly outbox: Outbox,
    private readonly history: JobHistory,
  ) {}

  /** The state of a job; undefined when nothing is known of it (any more). Throws `queue_unavailable`. */
  async find(queue: string, id: string): Promise<JobView | undefined> {
    const known = QUEUES.find((name) => name === queue);
    // What else a queue keeps in Redis stands beside its jobs, and is none.
    if (!known || !(isOwnId(id) || isScheduleId(id))) return undefined;
    // In this order a job that is handed over meanwhile is found at one place at least.
    const row = isOwnId(id) ? await this.outbox.find(id) : undefined;
    const handedOver = answered(view(this.queues.queue(known), id));
    if (row?.queue !== known) return (await handedOver) ?? this.#past(known, id);
    // A relay that could not say so has handed it over all the same.
    return (await handedOver.catch(() => undefined)) ?? outboxView(row);
  }

  /** The job whenever it looks different, until it has come to its end or the signal is aborted. */
  async *follow(job: JobView, signal: AbortSignal): AsyncGenerator<JobView> {
    let shown = job;
    yield shown;
    while (!isFinished(shown) && !signal.aborted) {
      await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      // Asked first, because most jobs are there by now, and the database is to have peace.
      const next =
        (await answered(view(this.queues.named(job.queue), job.id))) ?? (await this.find(job.queue, job.id));
      if (!next) return;
      if (!isDeepStrictEqual(next, shown)) yield next;
      shown = next;
    }
  }

  // What its queue has forgotten.
  async #past(queue: QueueName, id: string): Promise<JobView | undefined> {
    const entry = await this.history.find(queue, id);
    return entry && historyView(entry);
  }
}

async function view(queue: Queue<JobEnvelope>, id: string): Promise<JobView | undefined> {
  const state = await queue.getJobState(id);
  const job = await queue.getJob(id);
  return job && toJobView(job, state);
}
