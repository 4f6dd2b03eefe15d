import type { ThrottlerStorage } from '@nestjs/throttler';
import { ExpiringMap } from '../../shared/expiring-map.js';
import type { CacheRedis } from '../redis/cache-redis.js';
import { RedisFallback } from '../redis/redis-fallback.js';
import { RedisScript } from '../redis/redis-script.js';

// The window begins with its first request. KEYS: the bucket; ARGV: milliseconds. Returns hits and milliseconds left.
const HIT = new RedisScript(`
local hits = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], left)
end
return { hits, left }
`);

type StorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts in cache Redis, where all processes see it; while it is away each process counts for itself. */
export class RedisThrottlerStorage implements ThrottlerStorage {
  readonly #fallback = new RedisFallback('rate_limit');
  readonly #local = new ExpiringMap<{ hits: number; endsAt: number }>(100_000);

  constructor(private readonly redis: CacheRedis) {}

  async increment(key: string, ttl: number, limit: number): Promise<StorageRecord> {
    const [hits, leftMs] = await this.#fallback.run(
      () => HIT.run(this.redis, [key], [ttl]) as Promise<[number, number]>,
      () => this.#hitLocally(key, ttl, Date.now()),
    );
    const seconds = Math.ceil(leftMs / 1000);
    return { totalHits: hits, timeToExpire: seconds, isBlocked: hits > limit, timeToBlockExpire: seconds };
  }

  #hitLocally(key: string, ttl: number, now: number): [number, number] {
    const bucket = this.#local.get(key, now) ?? { hits: 0, endsAt: now + ttl };
    bucket.hits += 1;
    this.#local.set(key, bucket, bucket.endsAt);
    return [bucket.hits, bucket.endsAt - now];
  }
}
