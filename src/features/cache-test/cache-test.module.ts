import { Module } from '@nestjs/common';
import { ManagedCache } from '../../platform/cache/managed-cache.js';
import type { CacheRedis } from '../../platform/redis/cache-client.js';
import { CACHE_REDIS } from '../../platform/redis/redis.module.js';
import { CacheTestController } from './cache-test.controller.js';
import { CacheTestService } from './cache-test.service.js';

const cache = {
  provide: ManagedCache,
  inject: [CACHE_REDIS],
  useFactory: (redis: CacheRedis) => new ManagedCache(redis, 'cache-test'),
};

/** For trying out what a cache is; not in production. */
@Module({ providers: [cache, CacheTestService], controllers: [CacheTestController] })
export class CacheTestHttpModule {}
