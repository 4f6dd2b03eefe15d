import { parseTag } from './cache-tags.js';

/** A value as it is kept. */
export interface CacheEntry {
  /** The cache's clock when loading began. */
  clock: number;
  /** When loading began, in milliseconds since 1970. */
  storedAt: number;
  freshUntil: number;
  /** How long loading took, in milliseconds. */
  loadMs: number;
  /** Further tags, besides those that the reader knows. */
  tags: readonly string[];
  /** Absent when there is none. */
  value?: unknown;
}

/** What a script puts the clock in front of: `{"value":{"clock":` and this is what cache-manager reads. */
export function entryTail({ storedAt, freshUntil, loadMs, tags, value }: Omit<CacheEntry, 'clock'>): string {
  return `${JSON.stringify({ storedAt, freshUntil, loadMs, tags, value }).slice(1)}}`;
}

/** What was kept, or undefined when it is nothing that we wrote. */
export function readEntry(kept: unknown): CacheEntry | undefined {
  const entry = (kept as { value?: CacheEntry } | null | undefined)?.value;
  return typeof entry?.clock === 'number' && Array.isArray(entry.tags) ? entry : undefined;
}

/** Whether nothing that the value tells of was changed since it was loaded. A tag that is not there may have been. */
export function isRight({ clock }: Pick<CacheEntry, 'clock'>, tags: readonly unknown[]): boolean {
  return tags.every((text) => {
    const tag = parseTag(text);
    return tag !== undefined && tag.seq <= clock;
  });
}

/**
 * Whether it is time to load the next one, though this one is fresh: by chance, and the more likely the nearer the end
 * and the longer loading takes, so that among many readers one begins in time. Vattani, Chierichetti, Lowenstein:
 * Optimal Probabilistic Cache Stampede Prevention, 2015.
 */
export function isDueEarly({ freshUntil, loadMs }: CacheEntry, now: number, chance = Math.random()): boolean {
  return now - loadMs * Math.log(1 - chance) >= freshUntil;
}
