import { Global, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { CONFIG, type Config } from '../../config/config.js';
import type { CacheRedis } from '../redis/cache-client.js';
import { CACHE_REDIS } from '../redis/redis.module.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RateLimiter } from './rate-limiter.js';
import { RedisThrottlerStorage } from './redis-throttler-storage.js';
import { throttlersOf } from './throttlers.js';

/** Global, so that each process can say in which order its guards run. */
@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [CONFIG, CACHE_REDIS],
      useFactory: (config: Config, redis: CacheRedis) => ({
        throttlers: throttlersOf(config),
        storage: new RedisThrottlerStorage(redis),
      }),
    }),
  ],
  providers: [RateLimiter, RateLimitGuard],
  exports: [RateLimiter, RateLimitGuard],
})
export class RateLimitModule {}
