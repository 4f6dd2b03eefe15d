import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { type CacheRedis, createCacheRedis } from '../../redis/cache-redis.js';
import { CACHE_REDIS } from '../../redis/redis.module.js';
import { BumpListener } from './bump-listener.js';
import { HotKeys } from './hot-keys.js';
import { NearCache } from './near-cache.js';

const hotKeys = {
  provide: HotKeys,
  inject: [CONFIG],
  useFactory: ({ cache }: Config) => new HotKeys(cache.near.hotPerSecond),
};

const nearCache = {
  provide: NearCache,
  inject: [CONFIG, CACHE_REDIS, HotKeys],
  useFactory: (config: Config, redis: CacheRedis, keys: HotKeys) => {
    const connect = () => createCacheRedis(config.redis.cacheUrl);
    return new NearCache(keys, config.cache.near, (events) => new BumpListener(redis, connect, events));
  },
};

@Module({ providers: [hotKeys, nearCache], exports: [HotKeys, NearCache] })
export class NearModule {}
