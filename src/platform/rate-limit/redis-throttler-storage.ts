import type { ThrottlerStorage } from '@nestjs/throttler';
import { ExpiringMap } from '../../shared/expiring-map.js';
import type { CacheRedis } from '../redis/cache-client.js';
import { RedisFallback } from '../redis/redis-fallback.js';
import { RedisScript } from '../redis/redis-script.js';

// The window begins with its first request. KEYS: the bucket; ARGV: milliseconds, requests. Returns hits and milliseconds left.
const HIT = new RedisScript(`
local hits = redis.call('INCRBY', KEYS[1], ARGV[2])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], left)
end
return { hits, left }
`);

/** How long a request that is counted later may be unknown to other processes. */
const LATER_MS = 100;
const MOST_BUCKETS = 100_000;

type StorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** What this process knows of a bucket. */
interface Known {
  hits: number;
  /** Those among them that Redis has not heard of yet. */
  untold: number;
  endsAt: number;
}

/** Counts in cache Redis, where all processes see it; while it is away each process counts for itself. */
export class RedisThrottlerStorage implements ThrottlerStorage {
  readonly #fallback = new RedisFallback('rate_limit');
  readonly #local = new ExpiringMap<{ hits: number; endsAt: number }>(MOST_BUCKETS);
  readonly #known = new ExpiringMap<Known>(MOST_BUCKETS);
  readonly #untold = new Map<string, { known: Known; ttl: number }>();
  #isTelling = false;

  constructor(private readonly redis: CacheRedis) {}

  async increment(key: string, ttl: number, limit: number): Promise<StorageRecord> {
    const [hits, leftMs] = await this.#hit(key, ttl, 1);
    const known = this.#known.get(key) ?? { hits, untold: 0, endsAt: 0 };
    known.hits = hits + known.untold;
    known.endsAt = Date.now() + leftMs;
    this.#known.set(key, known, known.endsAt);
    return recordOf({ hits: known.hits, endsAt: known.endsAt }, limit);
  }

  /**
   * Counts at once in this process and within 100 ms for all, for requests that cost less than to ask. Undefined when
   * nothing is known of the bucket.
   */
  incrementKnown(key: string, ttl: number, limit: number): StorageRecord | undefined {
    const known = this.#known.get(key);
    if (!known) return undefined;
    known.hits += 1;
    known.untold += 1;
    this.#untold.set(key, { known, ttl });
    if (!this.#isTelling) setTimeout(() => this.#tell(), LATER_MS).unref();
    this.#isTelling = true;
    return recordOf(known, limit);
  }

  #hit(key: string, ttl: number, requests: number): Promise<[hits: number, leftMs: number]> {
    return this.#fallback.run(
      () => HIT.run(this.redis, [key], [ttl, requests]) as Promise<[number, number]>,
      () => this.#hitLocally(key, ttl, requests),
    );
  }

  #hitLocally(key: string, ttl: number, requests: number): [number, number] {
    const now = Date.now();
    const bucket = this.#local.get(key, now) ?? { hits: 0, endsAt: now + ttl };
    bucket.hits += requests;
    this.#local.set(key, bucket, bucket.endsAt);
    return [bucket.hits, bucket.endsAt - now];
  }

  #tell(): void {
    this.#isTelling = false;
    const due = [...this.#untold];
    this.#untold.clear();
    for (const [key, { known, ttl }] of due) void this.#tellOf(key, known, ttl);
  }

  // Until Redis has answered, what it is told may not be in the counts that others are given.
  async #tellOf(key: string, known: Known, ttl: number): Promise<void> {
    const requests = known.untold;
    const [hits] = await this.#hit(key, ttl, requests);
    known.untold -= requests;
    known.hits = hits + known.untold;
  }
}

function recordOf({ hits, endsAt }: Omit<Known, 'untold'>, limit: number): StorageRecord {
  const seconds = Math.ceil(Math.max(0, endsAt - Date.now()) / 1000);
  return { totalHits: hits, timeToExpire: seconds, isBlocked: hits > limit, timeToBlockExpire: seconds };
}
