import { Injectable } from '@nestjs/common';
import type { WalPosition } from '../../shared/wal-position.js';
import type { CacheStatus } from '../context/cache-use.js';
import type { Transaction } from '../database/transaction.js';
import { CacheChanges } from './changes/cache-changes.js';
import { CacheFront, type Found } from './cache-front.js';
import { CacheLoader } from './loading/cache-loader.js';
import { CacheOutbox } from './changes/cache-outbox.js';
import type { CacheKey, CacheRead, CacheReadMany, LoadAll } from './cache-read.js';
import { CacheWrites } from './changes/cache-writes.js';
import type { CacheDefinition } from './define-cache.js';
import { isAway } from './loading/is-away.js';
import { type Loaded, type Wanted, wantedOf } from './loading/loaded.js';
import { serve, servePast } from './serve.js';
import type { Reading } from './store/cache-store.js';

// How long the database is left alone after it was found away, where there is something to give out instead.
const AWAY_MS = 1000;

export type { CacheKey, CacheRead, CacheReadMany };

/** Values of the database, kept in cache Redis for all processes. docs/caching.md says what that promises. */
@Injectable()
export class Cache {
  #awayUntil = 0;

  constructor(
    private readonly front: CacheFront,
    private readonly loader: CacheLoader,
    private readonly changes: CacheChanges,
    private readonly outbox: CacheOutbox,
    private readonly writes: CacheWrites,
  ) {}

  /** The value, from the cache or loaded, once in the whole fleet. Undefined when there is none. Not to be changed. */
  async read<Value>(
    definition: CacheDefinition<Value>,
    { id, tags, tagsOf, load }: CacheRead<Value>,
  ): Promise<Value | undefined> {
    const loadOne = async () => new Map([[id, await load()]]);
    const [value] = await this.#read(definition, [wantedOf(definition, { id, tags }, tagsOf)], loadOne);
    return value;
  }

  /** The values there are. Not to be changed. */
  async readMany<Id extends string | number, Value>(
    definition: CacheDefinition<Value>,
    { ids, tagsOfId, tagsOf, load }: CacheReadMany<Id, Value>,
  ): Promise<Map<Id, Value>> {
    const unique = [...new Set(ids)];
    const wanted = unique.map((id) => wantedOf(definition, { id, tags: tagsOfId(id) }, tagsOf));
    // It is asked only for ids that it has given itself.
    const values = await this.#read(definition, wanted, load as unknown as LoadAll<Value>);
    return new Map(unique.flatMap((id, index) => (values[index] === undefined ? [] : [[id, values[index]]])));
  }

  /**
   * Makes everything wrong that tells of these: after the commit and before the answer; and again by a worker, should
   * this process die in between. Part of the transaction, so none is lost. Call it once for all tags of a transaction.
   */
  async invalidate(tx: Transaction, tags: readonly string[]): Promise<void> {
    await this.outbox.add(tx, [...new Set(tags)], (change) => this.changes.tell(change));
  }

  /**
   * As `invalidate` for the tags of the key and the further ones, and leaves the new value, unless another writer came in
   * between. The value may tell only of rows that this transaction has written, and have no tags but those of the key.
   */
  async writeThrough<Value>(
    tx: Transaction,
    definition: CacheDefinition<Value>,
    key: CacheKey,
    value: Value,
    furtherTags: readonly string[] = [],
  ): Promise<void> {
    await this.writes.through(tx, definition, key, value, furtherTags);
  }

  /**
   * As `invalidate`, for changes that were made by somebody else, or in no transaction. Waits for Redis for a moment; a
   * Redis that is away is told when it is back, if this process lives until then.
   *
   * @param position of the log, at or behind the changes; by default the primary is asked
   */
  async bump(tags: readonly string[], position?: WalPosition): Promise<void> {
    await this.changes.tell({
      tags: [...new Set(tags)],
      position: position ?? (await this.outbox.positionNow()),
    });
  }

  /** Deletes one entry, `v1:user:123`, here and where it is kept near; whether it was there. Rejects while Redis is away. */
  async forget(key: string): Promise<boolean> {
    return this.changes.forget(key);
  }

  /** In the order of `wanted`. */
  async #read<Value>(
    definition: CacheDefinition<Value>,
    wanted: readonly Wanted<Value>[],
    load: LoadAll<Value>,
  ): Promise<(Value | undefined)[]> {
    if (wanted.length === 0) return [];
    const found = await this.front.look(definition, wanted);
    if (!found) return servePast(definition, () => this.#loadPast(wanted, load));
    const isMissing = (_: unknown, index: number) => !found[index]?.status;
    const missing = wanted.filter(isMissing);
    const loaded =
      missing.length > 0 ? await this.#load(definition, missing, found.filter(isMissing), load) : [];
    const isDue = (_: unknown, index: number) => found[index]?.status && found[index].isDue;
    const due = wanted.filter(isDue);
    if (due.length > 0) this.loader.refresh(due, readingsOf(found.filter(isDue)), load);
    return found.map(({ status, loaded: kept, isNear }) =>
      status && kept ? serve(definition, status, kept, isNear) : loaded.shift(),
    );
  }

  async #loadPast<Value>(
    wanted: readonly Wanted<Value>[],
    load: LoadAll<Value>,
  ): Promise<(Value | undefined)[]> {
    if (this.front.isSharedPast) return (await this.loader.shared(wanted, load)).map(({ value }) => value);
    const values = await load(wanted.map(({ id }) => id));
    return wanted.map(({ id }) => values.get(id));
  }

  async #load<Value>(
    definition: CacheDefinition<Value>,
    wanted: readonly Wanted<Value>[],
    found: readonly Found<Value>[],
    load: LoadAll<Value>,
  ): Promise<(Value | undefined)[]> {
    const give = (status: CacheStatus, all: readonly Loaded<Value>[]) =>
      all.map((each) => serve(definition, status, each));
    const reserves = found.flatMap(({ loaded }) => loaded ?? []);
    const isCovered = reserves.length === wanted.length;
    if (isCovered && this.#isDatabaseAway) return give('STALE', reserves);
    try {
      return give('MISS', await this.loader.obtain(wanted, readingsOf(found), load));
    } catch (error) {
      if (this.#noteFailure(error) && isCovered) return give('STALE', reserves);
      throw error;
    }
  }

  get #isDatabaseAway(): boolean {
    return performance.now() < this.#awayUntil;
  }

  #noteFailure(error: unknown): boolean {
    if (!isAway(error)) return false;
    this.#awayUntil = performance.now() + AWAY_MS;
    return true;
  }
}

// What is missing or due was looked up in Redis.
function readingsOf(found: readonly Found<unknown>[]): Reading[] {
  return found.map(({ reading }) => reading as Reading);
}
