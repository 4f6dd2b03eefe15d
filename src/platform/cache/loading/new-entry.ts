import type { CacheEntry } from '../store/cache-entry.js';
import type { CacheDefinition } from '../define-cache.js';
import type { FreshValue, Wanted } from './loaded.js';

const JITTER = 0.1;

/** How a value is kept. A tenth of the time is left to chance, so that what was loaded together does not end together. */
export function newEntry<Value>(
  { definition, tags, tagsOf }: Wanted<Value>,
  { value, storedAt, loadMs, made }: FreshValue<Value>,
  chance = Math.random(),
): Omit<CacheEntry, 'clock'> {
  const ttlMs = isNone(value) ? (definition.negativeTtlMs ?? 0) : definition.ttlMs;
  const further = [...(value !== undefined && tagsOf ? tagsOf(value) : []), ...(made?.clocks.keys() ?? [])];
  const known = new Set(tags);
  return {
    storedAt,
    freshUntil: Math.min(storedAt + Math.ceil(ttlMs * (1 - JITTER * chance)), made?.freshUntil ?? Infinity),
    loadMs: Math.ceil(loadMs),
    tags: [...new Set(further)].filter((tag) => !known.has(tag)),
    value,
  };
}

/** For how long Redis keeps it: also while it may be given out though it is not fresh. 0 for not at all. */
export function keptForMs(
  { staleForMs = 0, staleIfErrorMs = 0 }: CacheDefinition<never> | CacheDefinition,
  { freshUntil, value }: Omit<CacheEntry, 'clock'>,
): number {
  const freshMs = freshUntil - Date.now();
  if (freshMs <= 0) return 0;
  return Math.ceil(freshMs + (isNone(value) ? 0 : Math.max(staleForMs, staleIfErrorMs)));
}

function isNone(value: unknown): boolean {
  return value === undefined || value === null;
}
