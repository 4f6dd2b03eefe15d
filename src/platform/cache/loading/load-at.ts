import { currentContext, RequestContext, runInContext } from '../../context/request-context.js';
import { refuseStale } from '../../database/routing/read-preference.js';
import type { WalPosition } from '../../../shared/wal-position.js';
import type { FreshValue } from './loaded.js';

/**
 * Loads a value with reads at `position` or further on, and as far as the running request needs. Others may wait for
 * it: it does not end with the request. Also says what the value was made of that came from the cache itself.
 */
export async function loadAt<Value>(
  position: WalPosition | undefined,
  load: () => Promise<Value>,
): Promise<FreshValue<Value> & { value: Value }> {
  const storedAt = Date.now();
  const startedAt = performance.now();
  const outer = currentContext();
  const inner = outer?.forSharedWork() ?? new RequestContext('cache');
  if (outer?.consistency.pending) await outer.consistency.settle();
  for (const needed of [outer?.consistency.required, position]) if (needed) inner.consistency.require(needed);
  const value = await runInContext(inner, () => refuseStale(load));
  return { value, storedAt, loadMs: performance.now() - startedAt, made: inner.cache.sum };
}
