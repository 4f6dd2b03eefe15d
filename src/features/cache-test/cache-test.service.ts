import { Injectable, Logger } from '@nestjs/common';
import { recordCacheRead } from '../../platform/cache/cache-metrics.js';
import { ManagedCache } from '../../platform/cache/managed-cache.js';
import { currentContext } from '../../platform/context/request-context.js';
import { AppError } from '../../shared/app-error.js';
import { within } from '../../shared/within.js';

export interface CacheTestEntry {
  key: string;
  value: unknown;
  expiresAt: Date;
}

const NAMESPACE = 'cache-test';
const ANSWER_TIMEOUT_MS = 1000;

/** Keeps values in Redis for a time, through cache-manager, and nowhere else. Throws `cache_unavailable`. */
@Injectable()
export class CacheTestService {
  readonly #logger = new Logger('CacheTest');

  constructor(private readonly cache: ManagedCache) {}

  async put(key: string, value: unknown, ttlSeconds: number): Promise<CacheTestEntry> {
    const expiresAt = new Date(Date.now() + ttlSeconds * 1000);
    await answered(this.cache.set(key, value, ttlSeconds * 1000));
    return { key, value, expiresAt };
  }

  /** Throws `cache_entry_not_found` for what was not put there, or too long ago. */
  async get(key: string): Promise<CacheTestEntry> {
    const found = await answered(this.cache.get(key));
    this.#note(key, found ? 'HIT' : 'MISS');
    if (found) return { key, value: found.value, expiresAt: new Date(found.expires) };
    throw new AppError('not_found', 'cache_entry_not_found', `Nothing is kept by the key ${key}.`);
  }

  #note(key: string, status: 'HIT' | 'MISS'): void {
    this.#logger.debug({ msg: status === 'HIT' ? 'cache hit' : 'cache miss', key });
    recordCacheRead(NAMESPACE, status);
    currentContext()?.cache.note({ status, storedAt: Date.now(), freshUntil: 0, tags: [], clock: 0 });
  }
}

async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await within(ANSWER_TIMEOUT_MS, work);
  } catch (cause) {
    const message = 'The cache cannot be reached.';
    throw new AppError('unavailable', 'cache_unavailable', message, { retryAfter: 1, cause });
  }
}
