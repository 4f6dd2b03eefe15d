import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { WorkerHost } from '@nestjs/bullmq';
import type { Worker } from 'bullmq';
import { CONFIG, type Config } from '../../../config/config.js';
import { within } from '../../../shared/within.js';
import { CancellationListener } from './cancellation-listener.js';
import { JobSchedules } from './job-schedules.js';
import { RelayRunner } from './relay-runner.js';
import { RunningJobs } from './running-jobs.js';

/** Shares of the time that a stop may take: jobs run on for the first, and have been given back after the second. */
const RUN_ON = 0.6;
const GIVE_BACK = 0.85;
const READY_MS = 500;

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
    private readonly relay: RelayRunner,
    private readonly schedules: JobSchedules,
    private readonly cancellations: CancellationListener,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  // One after the other, and nothing before no more jobs are taken.
  async onModuleDestroy(): Promise<void> {
    await this.#drain();
    this.cancellations.stop();
    await Promise.all([this.relay.stop(), this.schedules.stop()]);
  }

  async #drain(): Promise<void> {
    const { shutdownTimeoutMs } = this.config;
    const giveBack = setTimeout(() => this.running.stopAll('shutdown'), shutdownTimeoutMs * RUN_ON);
    const workers = this.#workers();
    try {
      await within(shutdownTimeoutMs * GIVE_BACK, Promise.all(workers.map(close)));
    } catch (err) {
      // A queue that cannot be reached: another worker is given the jobs when their locks have expired.
      this.#logger.warn({ msg: 'jobs could not be given back', err });
      // Whoever made the workers closes them as well, and would wait on.
      for (const worker of workers) worker.close = async () => {};
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

// One that has never reached its queue has no jobs, and would wait for the queue before it closes.
async function close(worker: Worker): Promise<void> {
  const ready = worker.waitUntilReady().then(() => true);
  const isReady = await Promise.race([ready.catch(() => false), sleep(READY_MS, false, { ref: false })]);
  await worker.close(!isReady);
}
