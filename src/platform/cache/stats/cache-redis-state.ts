import { Inject, Injectable } from '@nestjs/common';
import { within } from '../../../shared/within.js';
import type { CacheRedis } from '../../redis/cache-client.js';
import { CACHE_REDIS } from '../../redis/redis.module.js';

const READ_MS = 1000;

/** What cache Redis says of itself. Counts are since it began. */
export interface RedisState {
  version: string;
  uptimeSeconds: number;
  memoryBytes: number;
  /** 0 when it has no limit. */
  memoryLimitBytes: number;
  /** What it removes when memory is full: `allkeys-lru`. */
  policy: string;
  /** Keys that were removed because memory was full. */
  evicted: number;
  expired: number;
  clients: number;
}

@Injectable()
export class CacheRedisState {
  constructor(@Inject(CACHE_REDIS) private readonly redis: CacheRedis) {}

  /** Rejects while it is away. */
  async read(): Promise<RedisState> {
    const info = await within(READ_MS, this.redis.info());
    const text = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
    const count = (name: string) => Number(text(name)) || 0;
    return {
      version: text('redis_version'),
      uptimeSeconds: count('uptime_in_seconds'),
      memoryBytes: count('used_memory'),
      memoryLimitBytes: count('maxmemory'),
      policy: text('maxmemory_policy'),
      evicted: count('evicted_keys'),
      expired: count('expired_keys'),
      clients: count('connected_clients'),
    };
  }
}
