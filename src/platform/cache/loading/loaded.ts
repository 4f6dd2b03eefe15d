import { createHash } from 'node:crypto';
import type { UsedValue, UsedValues } from '../../context/cache-use.js';
import type { CacheEntry } from '../store/cache-entry.js';
import type { CacheKey } from '../cache-read.js';
import { EVERYTHING, namespaceTag } from '../store/cache-tags.js';
import type { CacheDefinition } from '../define-cache.js';

/** A value to be loaded, and where it is kept. */
export interface Wanted<Value> {
  definition: CacheDefinition<Value>;
  id: CacheKey['id'];
  key: string;
  /** All that are known before loading. */
  tags: readonly string[];
  tagsOf?: (value: Value) => readonly string[];
}

/** A value, and what a request is to know of it. */
export interface Loaded<Value> {
  value: Value | undefined;
  used: Omit<UsedValue, 'status'>;
  isKept: boolean;
}

/** A value as it came from the database. */
export interface FreshValue<Value> {
  value: Value | undefined;
  /** When loading began, in milliseconds since 1970. */
  storedAt: number;
  loadMs: number;
  /** What of it came from the cache itself. */
  made?: UsedValues;
}

/** What was kept; undefined when it does not fit the definition, which another release may have written. */
export function fromEntry<Value>(
  { definition, tags }: Pick<Wanted<Value>, 'definition' | 'tags'>,
  entry: CacheEntry,
): Loaded<Value> | undefined {
  const { storedAt, freshUntil, clock } = entry;
  const used = { storedAt, freshUntil, clock, tags: [...tags, ...entry.tags] };
  if (entry.value === undefined) return { value: undefined, used, isKept: true };
  const { success, data } = definition.schema.safeParse(entry.value);
  return success ? { value: data, used, isKept: true } : undefined;
}

/** What may be given to whoever asked, and to nobody later. */
export function unkept<Value>(
  value: Value | undefined,
  tags: readonly string[],
  storedAt: number,
): Loaded<Value> {
  return { value, used: { storedAt, freshUntil: 0, clock: 0, tags }, isKept: false };
}

export function wantedOf<Value>(
  definition: CacheDefinition<Value>,
  { id, tags }: CacheKey,
  tagsOf?: (value: Value) => readonly string[],
): Wanted<Value> {
  const all = [EVERYTHING, namespaceTag(definition.name), ...tags];
  return { definition, id, key: entryKey(definition, id), tags: [...new Set(all)], tagsOf };
}

/** `v1:user:123`. What is longer than a key should be is told apart by its digest. */
export function entryKey(
  { name, version }: CacheDefinition<never> | CacheDefinition,
  id: string | number,
): string {
  const text = String(id);
  const short = text.length <= 400 ? text : `#${createHash('sha256').update(text).digest('base64url')}`;
  return `v${version}:${name}:${short}`;
}
