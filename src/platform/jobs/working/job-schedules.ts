import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { QueueName } from '../define-job.js';
import { within } from '../../../shared/within.js';
import { lifeOptions } from '../enqueue-options.js';
import { JobQueues } from '../job-queues.js';
import type { Schedule } from '../schedule.js';

const ANSWER_TIMEOUT_MS = 2000;
const RETRY_MS = 2000;

/** Injection token of the schedules of the queues that this process takes. */
export const SCHEDULES = Symbol('SCHEDULES');
export type Schedules = ReadonlyMap<QueueName, readonly Schedule[]>;

/**
 * Tells the queues which jobs come back by themselves, and makes them forget those that are not in the table any more.
 * They stand in Redis under their names, so that each time comes once, however many workers there are.
 */
@Injectable()
export class JobSchedules implements OnApplicationBootstrap {
  readonly #logger = new Logger('Schedules');
  readonly #stop = new AbortController();
  #registering?: Promise<void>;

  constructor(
    private readonly queues: JobQueues,
    @Inject(SCHEDULES) private readonly schedules: Schedules,
  ) {}

  // Beside the start, which does not wait for Redis either.
  onApplicationBootstrap(): void {
    this.#registering = this.#registerAll();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#registering;
  }

  async #registerAll(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        // BullMQ waits without end for a Redis that was never there.
        for (const [queue, schedules] of this.schedules)
          await within(ANSWER_TIMEOUT_MS, this.#register(queue, schedules));
        this.#logger.log({ msg: 'schedules registered', queues: [...this.schedules.keys()] });
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#logger.warn({ msg: 'schedules not registered yet', err: error as Error });
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  async #register(name: QueueName, schedules: readonly Schedule[]): Promise<void> {
    const queue = this.queues.queue(name);
    for (const { name: id, cron, job, payload } of schedules) {
      const wanted = { pattern: cron, tz: 'UTC', name: job.name };
      const template = { data: { payload }, opts: lifeOptions(job.retry) };
      // To say it again would take away a run that is due and waits.
      if (await isKept(queue, id, { ...wanted, template })) continue;
      await queue.upsertJobScheduler(id, { pattern: cron, tz: 'UTC' }, { name: job.name, ...template });
    }
    for (const { key } of await queue.getJobSchedulers()) {
      if (!schedules.some((schedule) => schedule.name === key)) await queue.removeJobScheduler(key);
    }
  }
}

/** Whether the queue has the schedule as it is wanted, with the run that comes next. */
async function isKept(queue: Queue, id: string, wanted: object): Promise<boolean> {
  const scheduler = await queue.getJobScheduler(id);
  if (!scheduler?.next || !isDeepStrictEqual({ ...scheduler, ...asStored(wanted) }, scheduler)) return false;
  return (await queue.getJob(`repeat:${id}:${scheduler.next}`)) !== undefined;
}

function asStored(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}
