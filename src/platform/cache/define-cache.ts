import type { z } from 'zod';

/** One kind of value that is kept: all that is known about it, in one place. */
export interface CacheDefinition<Value = unknown> {
  /** Unique; the namespace of its keys and the label of its metrics. */
  name: string;
  /** Raised when shape or meaning changes: it is part of the key, `v1:user:123`, so that two releases never share a value. */
  version: number;
  /** Reads what was kept. What does not fit counts as a miss. Dates come as ISO 8601 texts: `z.coerce.date()`. */
  schema: z.ZodType<Value>;
  /** For how long a value is fresh, in milliseconds; each one gets up to a tenth less, so that they do not end at once. */
  ttlMs: number;
  /** For how long after that it is given out while one process loads the next, in milliseconds. Default 0. */
  staleForMs?: number;
  /** For how long after `ttlMs` it is given out when loading fails because the database is away, in milliseconds. Default 0. */
  staleIfErrorMs?: number;
  /** For how long is kept, and fresh, that there is none (null or undefined), in milliseconds. Default: not at all. */
  negativeTtlMs?: number;
}

const names = new Set<string>();

/** An hour at the most for `ttlMs` and what follows together, because tags are kept for two. */
export function defineCache<Value>(definition: CacheDefinition<Value>): CacheDefinition<Value> {
  if (names.has(definition.name)) throw new Error(`there are two kinds of values named ${definition.name}`);
  names.add(definition.name);
  return definition;
}

/** Whether some kind of values has this name. */
export function isNamespace(name: string): boolean {
  return names.has(name);
}
