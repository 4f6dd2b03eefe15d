import { type Cache, createCache } from 'cache-manager';
import type { Keyv } from 'keyv';
import type { CacheRedis } from '../redis/cache-client.js';
import { redisKeyv } from './store/redis-keyv.js';

export interface ManagedValue {
  value: unknown;
  /** In milliseconds since 1970. */
  expires: number;
}

/** A cache of cache-manager in cache Redis, for values that come from nowhere else and may get lost at any time. */
export class ManagedCache {
  readonly #store: Keyv;
  readonly #cache: Cache;

  /** @param namespace stands before its keys, so that nobody else's are meant */
  constructor(redis: CacheRedis, namespace: string) {
    this.#store = redisKeyv(redis, namespace);
    this.#cache = createCache({ stores: [this.#store] });
  }

  /** Rejects while Redis is away. */
  async set(key: string, value: unknown, ttlMs: number): Promise<void> {
    await this.#cache.set(key, value, ttlMs);
  }

  /** Undefined when there is none. Rejects while Redis is away, which `cache.get` of cache-manager calls a miss. */
  async get(key: string): Promise<ManagedValue | undefined> {
    const found = await this.#store.get<unknown>(key, { raw: true });
    return found && { value: found.value, expires: found.expires ?? Infinity };
  }
}
