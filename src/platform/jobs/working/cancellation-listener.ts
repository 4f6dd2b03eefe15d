import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Signals } from '../../signals/signals.js';
import { jobCancelled } from '../job-cancelled.signal.js';
import { JobQueues } from '../job-queues.js';
import { RunningJobs } from './running-jobs.js';

/** Stops the jobs of this process that are wanted no more. */
@Injectable()
export class CancellationListener implements OnApplicationBootstrap {
  readonly #logger = new Logger('Jobs');
  #stopHearing = () => {};

  constructor(
    private readonly signals: Signals,
    private readonly queues: JobQueues,
    private readonly running: RunningJobs,
  ) {}

  onApplicationBootstrap(): void {
    this.#stopHearing = this.signals.hear(jobCancelled, (job) => {
      if (job) this.running.cancel(job.queue, job.id);
      else this.#lookAgain().catch((err: unknown) => this.#logger.warn({ msg: 'jobs not looked at', err }));
    });
  }

  stop(): void {
    this.#stopHearing();
  }

  /** For what was said while nobody could hear it. */
  async #lookAgain(): Promise<void> {
    for (const { queue, id } of this.running.list()) {
      const job = await this.queues.named(queue).getJob(id);
      if (job?.data.cancelled) this.running.stop(queue, id, 'cancelled');
    }
  }
}
