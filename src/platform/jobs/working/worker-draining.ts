import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { WorkerHost } from '@nestjs/bullmq';
import type { Worker } from 'bullmq';
import { CONFIG, type Config } from '../../../config/config.js';
import { within } from '../../../shared/within.js';
import { RunningJobs } from './running-jobs.js';

/** Shares of the time that a stop may take: jobs run on for the first, and have been given back after the second. */
const RUN_ON = 0.6;
const GIVE_BACK = 0.85;

/**
 * Stops taking jobs at the end of the process, lets those that run come to their end, and gives back those that take
 * too long. Before the data source and the mailer close: running jobs still need them.
 */
@Injectable()
export class WorkerDraining implements OnModuleDestroy {
  readonly #logger = new Logger('Jobs');

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly running: RunningJobs,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleDestroy(): Promise<void> {
    const { shutdownTimeoutMs } = this.config;
    const giveBack = setTimeout(() => this.running.stopAll('shutdown'), shutdownTimeoutMs * RUN_ON);
    try {
      const closing = this.#workers().map((worker) => worker.close());
      await within(shutdownTimeoutMs * GIVE_BACK, Promise.all(closing));
    } catch (err) {
      // A queue that cannot be reached: another worker is given the jobs when their locks have expired.
      this.#logger.warn({ msg: 'jobs could not be given back', err });
    } finally {
      clearTimeout(giveBack);
    }
  }

  #workers(): Worker[] {
    const instances = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    return instances
      .filter((each) => each instanceof WorkerHost)
      .map((host: WorkerHost<Worker>) => host.worker);
  }
}
