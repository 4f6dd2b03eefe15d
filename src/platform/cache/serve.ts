import type { CacheStatus } from '../context/cache-use.js';
import { currentContext } from '../context/request-context.js';
import { recordCacheRead } from './cache-metrics.js';
import type { CacheDefinition } from './define-cache.js';
import type { Loaded } from './loading/loaded.js';

/** Gives a value out, and notes how it came. */
export function serve<Value>(
  { name }: CacheDefinition<Value>,
  status: CacheStatus,
  { value, used }: Loaded<Value>,
  isNear = false,
): Value | undefined {
  const { storedAt, freshUntil, tags, clock } = used;
  recordCacheRead(name, status, isNear);
  currentContext()?.cache.note({ status, storedAt, freshUntil, tags, clock });
  return value;
}

/** Loads past the cache: what comes of it may not be kept anywhere. */
export async function servePast<T>({ name }: { name: string }, load: () => Promise<T>): Promise<T> {
  recordCacheRead(name, 'BYPASS');
  currentContext()?.cache.noteUnkept('BYPASS');
  return load();
}
