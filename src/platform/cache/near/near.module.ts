import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { createCacheRedis } from '../../redis/cache-redis.js';
import type { CacheRedis } from '../../redis/cache-client.js';
import { CACHE_REDIS } from '../../redis/redis.module.js';
import { type BumpEvents, BumpListener } from './bump-listener.js';
import { bumpsChannel } from './bumps-channel.js';
import { FleetHotKeys } from './fleet-hot-keys.js';
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
    const { cacheUrl: url, tls } = config.redis;
    const connect = () => createCacheRedis(url, tls);
    const listen = (events: BumpEvents) => new BumpListener(bumpsChannel(url), redis, connect, events);
    return new NearCache(keys, config.cache.near, listen);
  },
};

@Module({ providers: [hotKeys, nearCache, FleetHotKeys], exports: [HotKeys, NearCache, FleetHotKeys] })
export class NearModule {}
