import { Injectable, Logger } from '@nestjs/common';
import { answeredByCache } from '../../platform/cache/answered-by-cache.js';
import { recordCacheRead } from '../../platform/cache/cache-metrics.js';
import { ManagedCache } from '../../platform/cache/managed-cache.js';
import { currentContext } from '../../platform/context/request-context.js';
import { AppError } from '../../shared/app-error.js';

export interface CacheTestEntry {
  key: string;
  value: unknown;
  expiresAt: Date;
}

const NAMESPACE = 'cache-test';

/** Keeps values in Redis for a time, through cache-manager, and nowhere else. Throws `cache_unavailable`. */
@Injectable()
export class CacheTestService {
  readonly #logger = new Logger('CacheTest');

  constructor(private readonly cache: ManagedCache) {}

  async put(key: string, value: unknown, ttlSeconds: number): Promise<CacheTestEntry> {
    const expiresAt = new Date(Date.now() + ttlSeconds * 1000);
    await answeredByCache(this.cache.set(key, value, ttlSeconds * 1000));
    return { key, value, expiresAt };
  }

  /** Throws `cache_entry_not_found` for what was not put there, or too long ago. */
  async get(key: string): Promise<CacheTestEntry> {
    const found = await answeredByCache(this.cache.get(key));
    this.#note(key, found ? 'HIT' : 'MISS');
    if (found) return { key, value: found.value, expiresAt: new Date(found.expires) };
    throw new AppError('not_found', 'cache_entry_not_found', `Nothing is kept by the key ${key}.`);
  }

  #note(key: string, status: 'HIT' | 'MISS'): void {
    this.#logger.debug({ msg: status === 'HIT' ? 'cache hit' : 'cache miss', key });
    recordCacheRead(NAMESPACE, status);
    currentContext()?.cache.noteUnkept(status);
  }
}
