import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';
import type { Redis } from 'ioredis';
import { JobQueues } from '../jobs/job-queues.js';
import type { CacheRedis } from '../redis/cache-redis.js';
import { CACHE_REDIS, QUEUE_REDIS } from '../redis/redis.module.js';
import { within } from '../../shared/within.js';

/** Asks both Redis servers and the queues. Requests are served without them: degraded. */
@Injectable()
export class RedisHealth {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly jobs: JobQueues,
    @Inject(QUEUE_REDIS) private readonly queueRedis: Redis,
    @Inject(CACHE_REDIS) private readonly cacheRedis: CacheRedis,
  ) {}

  queue: HealthIndicatorFunction = () => this.#degradable('queue-redis', () => this.queueRedis.ping());

  cache: HealthIndicatorFunction = () => this.#degradable('cache-redis', () => this.cacheRedis.ping());

  emailQueue: HealthIndicatorFunction = () =>
    this.#degradable('email-queue', async () =>
      this.jobs.queue('email').getJobCounts('waiting', 'active', 'failed'),
    );

  async #degradable(key: string, ask: () => Promise<unknown>) {
    const session = this.indicator.check(key);
    try {
      const answer = await within(1000, ask());
      return session.up(typeof answer === 'object' && answer !== null ? { ...answer } : {});
    } catch {
      return session.degraded({ message: 'cannot be reached' });
    }
  }
}
