import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { CONFIG, type Config } from '../../config/config.js';
import { createCacheRedis } from './cache-redis.js';
import type { CacheRedis } from './cache-client.js';
import { producerConnection } from './queue-redis.js';
import { RedisPrimaries } from './redis-primaries.js';

/** Injection tokens of the two shared connections. */
export const QUEUE_REDIS = Symbol('QUEUE_REDIS');
export const CACHE_REDIS = Symbol('CACHE_REDIS');

const queueRedis = {
  provide: QUEUE_REDIS,
  inject: [CONFIG],
  useFactory: (config: Config) => producerConnection(config.redis.queueUrl, config.redis.tls),
};

const cacheRedis = {
  provide: CACHE_REDIS,
  inject: [CONFIG],
  useFactory: (config: Config) => {
    const client = createCacheRedis(config.redis.cacheUrl, config.redis.tls);
    // A cache that is away must not hold up the start; the client goes on trying.
    void client.connect().catch(() => {});
    return client;
  },
};

const primaries = {
  provide: RedisPrimaries,
  inject: [CONFIG, QUEUE_REDIS, CACHE_REDIS],
  useFactory: (config: Config, queue: Redis, cache: CacheRedis) => new RedisPrimaries(config, queue, cache),
};

@Global()
@Module({
  providers: [queueRedis, cacheRedis, primaries],
  exports: [QUEUE_REDIS, CACHE_REDIS, RedisPrimaries],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(
    @Inject(QUEUE_REDIS) private readonly queue: Redis,
    @Inject(CACHE_REDIS) private readonly cache: CacheRedis,
  ) {}

  onApplicationShutdown(): void {
    this.queue.disconnect();
    this.cache.destroy();
  }
}
