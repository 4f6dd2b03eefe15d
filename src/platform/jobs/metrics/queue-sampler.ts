import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { CONFIG, type Config } from '../../../config/config.js';
import { within } from '../../../shared/within.js';
import { DatabaseCluster } from '../../database/nodes/cluster.js';
import { takeOutboxCensus } from '../../outbox/outbox-census.js';
import { QUEUE_REDIS } from '../../redis/redis.module.js';
import { QUEUES, type QueueName } from '../define-job.js';
import { JobQueues } from '../job-queues.js';
import { takeCensus } from './queue-census.js';
import { forgetQueues, recordOutbox, recordQueue } from './queue-metrics.js';

const ANSWER_TIMEOUT_MS = 2000;

/** Looks at the queues and the outbox from time to time, so that whoever asks for metrics waits for neither. */
@Injectable()
export class QueueSampler implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Queues');
  readonly #stop = new AbortController();
  readonly #late = new Set<QueueName>();
  #running?: Promise<void>;

  constructor(
    private readonly queues: JobQueues,
    private readonly cluster: DatabaseCluster,
    @Inject(QUEUE_REDIS) private readonly redis: Redis,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.queueMetrics.sampleMs > 0) this.#running = this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await Promise.all([this.#lookAtQueues(), this.#lookAtOutbox()]);
      await sleep(this.config.queueMetrics.sampleMs, undefined, { ref: false, signal }).catch(() => {});
    }
  }

  // That a Redis or the database is away others say.
  async #lookAtQueues(): Promise<void> {
    try {
      await Promise.all(QUEUES.map((name) => this.#lookAt(name)));
    } catch {
      forgetQueues();
    }
  }

  async #lookAtOutbox(): Promise<void> {
    try {
      const census = await within(ANSWER_TIMEOUT_MS, takeOutboxCensus(this.cluster, QUEUES));
      if (census) recordOutbox(census);
    } catch (err) {
      this.#logger.debug({ msg: 'the outbox was not looked at', err });
    }
  }

  async #lookAt(name: QueueName): Promise<void> {
    const now = Date.now();
    const census = await takeCensus(this.redis, this.queues.queue(name), now);
    const oldestMs = census.oldestDue === undefined ? 0 : Math.max(0, now - census.oldestDue);
    recordQueue(name, census, oldestMs);
    this.#tell(name, oldestMs, census.counts.waiting);
  }

  /** Once when jobs begin to wait too long, and once when they do not any more. */
  #tell(queue: QueueName, oldestMs: number, waiting: number): void {
    const isLate = oldestMs > this.config.queueMetrics.waitWarningMs;
    if (isLate === this.#late.has(queue)) return;
    const oldestSeconds = Math.round(oldestMs / 1000);
    if (isLate) {
      this.#late.add(queue);
      this.#logger.warn({ msg: 'jobs wait too long', queue, oldestSeconds, waiting });
    } else {
      this.#late.delete(queue);
      this.#logger.log({ msg: 'jobs are taken in time again', queue, oldestSeconds, waiting });
    }
  }
}
