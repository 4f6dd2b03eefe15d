import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { CacheChanges } from '../changes/cache-changes.js';
import { NearCache } from '../near/near-cache.js';
import { CacheRedisState, type RedisState } from './cache-redis-state.js';

// Metrics of one scrape share one question to Redis.
const SCRAPE_MS = 500;

let current: CacheGauges | undefined;

/** Lets the metrics below say how the cache of this process is; of several in one process, that of the last. */
@Injectable()
export class CacheGauges {
  #asked = { at: -Infinity, state: Promise.resolve<RedisState | undefined>(undefined) };

  constructor(
    readonly near: NearCache,
    readonly changes: CacheChanges,
    private readonly redis: CacheRedisState,
  ) {
    speakOf(this);
  }

  /** Undefined while it is away. */
  redisState(): Promise<RedisState | undefined> {
    const now = performance.now();
    if (now - this.#asked.at > SCRAPE_MS)
      this.#asked = { at: now, state: this.redis.read().catch(() => undefined) };
    return this.#asked.state;
  }
}

function speakOf(gauges: CacheGauges): void {
  current = gauges;
}

ofRedis('memory_bytes', 'Memory that cache Redis uses', ({ memoryBytes }) => memoryBytes);
ofRedis(
  'memory_limit_bytes',
  'What it may use; 0 without a limit',
  ({ memoryLimitBytes }) => memoryLimitBytes,
);

new Counter({
  name: 'groundwork_cache_redis_evicted_keys_total',
  help: 'Keys that cache Redis removed because its memory was full, since it began',
  async collect() {
    const state = await current?.redisState();
    this.reset();
    this.inc(state?.evicted ?? 0);
  },
});

ofProcess('near_entries', 'Entries in the near cache', ({ near }) => near.state().entries);
ofProcess('near_bytes', 'Memory that they take, estimated', ({ near }) => near.state().bytes);
ofProcess('near_hearing', '1 while it hears of every change, else 0', ({ near }) => +near.state().hearing);
ofProcess(
  'pending_changes',
  'Changes that cache Redis has yet to be told of',
  ({ changes }) => changes.pending,
);

function ofRedis(name: string, help: string, read: (state: RedisState) => number): void {
  new Gauge({
    name: `groundwork_cache_redis_${name}`,
    help,
    async collect() {
      const state = await current?.redisState();
      // What nobody knows is not shown.
      if (state) this.set(read(state));
      else this.remove();
    },
  });
}

function ofProcess(name: string, help: string, read: (cache: CacheGauges) => number): void {
  new Gauge({
    name: `groundwork_cache_${name}`,
    help,
    collect() {
      this.set(current ? read(current) : 0);
    },
  });
}
