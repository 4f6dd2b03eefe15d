import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';
import type { Redis } from 'ioredis';
import { JobQueues } from '../jobs/job-queues.js';
import type { CacheRedis } from '../redis/cache-client.js';
import { CACHE_REDIS, QUEUE_REDIS } from '../redis/redis.module.js';
import { RedisPrimaries } from '../redis/redis-primaries.js';
import { degradable } from './degradable.js';

/** Asks both Redis servers and the queues. Requests are served without them: degraded. */
@Injectable()
export class RedisHealth {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly jobs: JobQueues,
    private readonly primaries: RedisPrimaries,
    @Inject(QUEUE_REDIS) private readonly queueRedis: Redis,
    @Inject(CACHE_REDIS) private readonly cacheRedis: CacheRedis,
  ) {}

  queue: HealthIndicatorFunction = () =>
    this.#degradable('queue-redis', async () => {
      await this.queueRedis.ping();
      return this.primaries.of('queue');
    });

  cache: HealthIndicatorFunction = () =>
    this.#degradable('cache-redis', async () => {
      await this.cacheRedis.ping();
      return this.primaries.of('cache');
    });

  emailQueue: HealthIndicatorFunction = () =>
    this.#degradable('email-queue', async () =>
      this.jobs.queue('email').getJobCounts('waiting', 'active', 'failed'),
    );

  #degradable(key: string, ask: () => Promise<unknown>) {
    return degradable(this.indicator.check(key), ask);
  }
}
