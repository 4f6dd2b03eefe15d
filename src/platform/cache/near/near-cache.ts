import { LRUCache } from 'lru-cache';
import type { BumpEvents, BumpListener } from './bump-listener.js';
import type { HotKeys } from './hot-keys.js';
import type { NearEntry } from './near-entry.js';
import { RecentBumps } from './recent-bumps.js';

const MAX_ENTRIES = 10_000;

export interface NearLimits {
  /** 0 keeps nothing. */
  maxBytes: number;
  /** After this long Redis is asked again, in milliseconds. */
  maxAgeMs: number;
}

/** What the near cache of a process holds. */
export interface NearState {
  /** Whether every change is heard; while not, nothing is kept. */
  hearing: boolean;
  entries: number;
  bytes: number;
  maxBytes: number;
}

interface Kept {
  entry: NearEntry<unknown>;
  until: number;
}

/**
 * Entries of cache Redis that this process was measured to read often, kept here, in bounded memory. One leaves when a
 * tag of it is changed, which is heard from Redis within milliseconds; while this process may not hear all changes, it
 * keeps none. Who must see a change at once does not ask here, but Redis.
 */
export class NearCache implements BumpEvents {
  readonly #listener: Pick<BumpListener, 'current' | 'start' | 'stop'>;
  readonly #entries?: LRUCache<string, Kept>;
  readonly #keysByTag = new Map<string, Set<string>>();
  #bumps?: RecentBumps;

  /** @param listen is asked once for what calls back with the changes; it is started when the first key is hot */
  constructor(
    private readonly hotKeys: HotKeys,
    private readonly limits: NearLimits,
    listen: (events: BumpEvents) => Pick<BumpListener, 'current' | 'start' | 'stop'>,
  ) {
    this.#listener = listen(this);
    if (limits.maxBytes === 0) return;
    this.#entries = new LRUCache<string, Kept>({
      max: MAX_ENTRIES,
      maxSize: limits.maxBytes,
      // One that is very large would drive out all others.
      maxEntrySize: Math.ceil(limits.maxBytes / 8),
      sizeCalculation: ({ entry }, key) => sizeOf(entry, key),
      dispose: ({ entry }, key) => this.#unlist(key, [...entry.tags, keyTag(key)]),
    });
  }

  /** What is kept for the key, if it may be given out. Counts the reading, so ask once a reading. */
  get<Value>(key: string): NearEntry<Value> | undefined {
    this.hotKeys.hit(key);
    if (!this.#entries || this.#entries.size === 0 || !this.#listener.current) return undefined;
    const kept = this.#entries.get(key);
    if (!kept) return undefined;
    if (Date.now() < kept.until) return kept.entry as NearEntry<Value>;
    this.#entries.delete(key);
    return undefined;
  }

  /** Whether to offer it is worth the trouble. */
  wants(key: string): boolean {
    return this.#entries !== undefined && this.hotKeys.isHot(key);
  }

  /**
   * Keeps the entry, if its key is hot and nothing that it was made of has changed.
   *
   * @param askedAt when Redis had not yet been asked whether the entry is right, by `performance.now()`
   */
  offer<Value>(key: string, entry: NearEntry<Value>, askedAt: number): void {
    if (!this.#entries || !this.wants(key)) return;
    this.#listener.start();
    const tags = [...entry.tags, keyTag(key)];
    if (!this.#listener.current || !this.#bumps?.allow(tags, entry.clock, askedAt)) return;
    const until = Math.min(entry.freshUntil, Date.now() + this.limits.maxAgeMs);
    this.#entries.set(key, { entry, until });
    if (!this.#entries.has(key)) return;
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag) ?? new Set();
      this.#keysByTag.set(tag, keys.add(key));
    }
  }

  state(): NearState {
    const { size = 0, calculatedSize = 0 } = this.#entries ?? {};
    const hearing = this.#listener.current;
    return { hearing, entries: size, bytes: calculatedSize, maxBytes: this.limits.maxBytes };
  }

  bumped(seq: number, tags: readonly string[]): void {
    const now = performance.now();
    for (const tag of tags) {
      this.#bumps?.add(tag, seq, now);
      for (const key of this.#keysByTag.get(tag) ?? []) this.#entries?.delete(key);
    }
  }

  /** What Redis is asked from now on is known to be right until a change is heard. */
  begun(): void {
    this.#bumps = new RecentBumps(performance.now());
  }

  lost(): void {
    this.#bumps = undefined;
    this.#entries?.clear();
    this.#keysByTag.clear();
  }

  onModuleDestroy(): void {
    this.#listener.stop();
    this.lost();
  }

  #unlist(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysByTag.delete(tag);
    }
  }
}

/** A tag that only the entry of this key has; it is made when the key is deleted. */
export function keyTag(key: string): string {
  return `key:${encodeURIComponent(key.toWellFormed())}`;
}

// What surrounds a value, and its place in the lists of its tags, is estimated.
function sizeOf(entry: NearEntry<unknown>, key: string): number {
  return entry.bytes + 2 * key.length + entry.tags.length * 100 + 300;
}
