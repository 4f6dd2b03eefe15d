import { Injectable } from '@nestjs/common';
import type { Keyv } from 'keyv';
import type { CacheRedis } from '../../redis/cache-client.js';
import { RedisFallback } from '../../redis/redis-fallback.js';
import { CacheConnection } from './cache-connection.js';
import { type CacheEntry, isRight, readEntry } from './cache-entry.js';
import { tagKey } from './cache-tags.js';
import { Patience } from './patience.js';
import { redisKeyv } from './redis-keyv.js';

// A process that is flooded is slow itself; giving Redis up then would turn the flood on the database.
const PATIENCE_MS = 1000;

/** What Redis said about one key. */
export interface Reading {
  /** Undefined when there is none, or a change made it wrong. */
  entry?: CacheEntry;
  /** How the tags stood that were asked for. What is asked with the same state later, may share what is loaded. */
  state: string;
  /** Whether all of them were there. */
  isComplete: boolean;
  /** When Redis had not been asked yet, by `performance.now()`. */
  askedAt: number;
  /** For whatever else the reading asks Redis. */
  patience: Patience;
}

/** Entries and tags as they are read: through cache-manager. They are written by scripts, see `cache-scripts.ts`. */
@Injectable()
export class CacheStore {
  readonly #entries: Keyv;
  readonly #fallback = new RedisFallback('cache', PATIENCE_MS);

  constructor(private readonly connection: CacheConnection) {
    this.#entries = redisKeyv(connection.client);
  }

  /** A step in Redis; undefined while Redis is away or slow. */
  async attempt<T>(work: (client: CacheRedis) => Promise<T>, patience?: Patience): Promise<T | undefined> {
    const run = (leftMs?: number) =>
      this.#fallback.run(
        () => this.connection.use(work),
        () => undefined,
        leftMs,
      );
    return patience ? patience.spend(run) : run();
  }

  /** The entries of some keys, each with tags of its own, besides the tags of all; undefined while Redis is away. */
  async read(
    keys: readonly { key: string; tags: readonly string[] }[],
    common: readonly string[],
    patience = new Patience(),
  ): Promise<Reading[] | undefined> {
    const askedAt = performance.now();
    const names = [...common.map(tagKey), ...keys.flatMap(({ key, tags }) => [key, ...tags.map(tagKey)])];
    const kept = await this.#mget(names, patience);
    if (!kept) return undefined;
    const shared = kept.slice(0, common.length);
    let at = common.length;
    const readings = keys.map(({ tags }) => {
      const entry = readEntry(kept[at]);
      const states = [...shared, ...kept.slice(at + 1, at + 1 + tags.length)];
      at += 1 + tags.length;
      return {
        entry: entry && isRight(entry, states) ? entry : undefined,
        state: states.join(),
        isComplete: !states.includes(undefined),
        askedAt,
        patience,
      };
    });
    return this.#checkFurther(readings, patience);
  }

  async #checkFurther(readings: Reading[], patience: Patience): Promise<Reading[] | undefined> {
    const further = [...new Set(readings.flatMap(({ entry }) => entry?.tags ?? []))];
    if (further.length === 0) return readings;
    const kept = await this.#mget(further.map(tagKey), patience);
    if (!kept) return undefined;
    const states = new Map(further.map((tag, index) => [tag, kept[index]]));
    const isStillRight = (entry: CacheEntry) =>
      isRight(
        entry,
        entry.tags.map((tag) => states.get(tag)),
      );
    return readings.map((reading) =>
      reading.entry && !isStillRight(reading.entry) ? { ...reading, entry: undefined } : reading,
    );
  }

  #mget(names: string[], patience: Patience): Promise<unknown[] | undefined> {
    return this.attempt(() => this.#entries.getMany(names, { raw: true }), patience);
  }
}
