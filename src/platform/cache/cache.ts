import { Injectable } from '@nestjs/common';
import type { WalPosition } from '../../shared/wal-position.js';
import type { CacheStatus } from '../context/cache-use.js';
import type { Transaction } from '../database/transaction.js';
import { CacheBatches, type WantedOfMany } from './loading/cache-batches.js';
import { CacheChanges } from './changes/cache-changes.js';
import { CacheFront, type Found } from './cache-front.js';
import { CacheLoader, type WantedOne } from './loading/cache-loader.js';
import { CacheOutbox } from './changes/cache-outbox.js';
import type { CacheKey, CacheRead, CacheReadMany } from './cache-read.js';
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
    private readonly batches: CacheBatches,
    private readonly changes: CacheChanges,
    private readonly outbox: CacheOutbox,
    private readonly writes: CacheWrites,
  ) {}

  /** The value, from the cache or loaded, once in the whole fleet. Undefined when there is none. Not to be changed. */
  async read<Value>(
    definition: CacheDefinition<Value>,
    request: CacheRead<Value>,
  ): Promise<Value | undefined> {
    const wanted = { ...wantedOf(definition, request, request.tagsOf), load: request.load };
    const [found] = (await this.front.look(definition, [wanted])) ?? [];
    if (!found) {
      const isShared = this.front.isSharedPast;
      return servePast(definition, () => (isShared ? this.loader.shared(wanted) : request.load()));
    }
    if (!found.status || !found.loaded) return this.#load(wanted, found);
    if (found.isDue) this.loader.refresh(wanted);
    return serve(definition, found.status, found.loaded, found.isNear);
  }

  /** The values there are. Not to be changed. */
  async readMany<Id extends string | number, Value>(
    definition: CacheDefinition<Value>,
    { ids, tagsOfId, tagsOf, load }: CacheReadMany<Id, Value>,
  ): Promise<Map<Id, Value>> {
    const wanted = [...new Set(ids)].map((id) => ({
      ...wantedOf(definition, { id, tags: tagsOfId(id) }, tagsOf),
      id,
    }));
    if (wanted.length === 0) return new Map();
    const found = await this.front.look(definition, wanted);
    if (!found) return new Map(await servePast(definition, () => load(ids)));
    const isMissing = (index: number) => !found[index]?.status;
    const missing = await this.#loadMany(
      wanted.filter((_, index) => isMissing(index)),
      found.filter(({ status }) => !status),
      load,
    );
    const due = wanted.filter((_, index) => found[index]?.status && found[index].isDue);
    if (due.length > 0) this.batches.refresh(due, load);
    const values = found.map(({ status, loaded, isNear }) =>
      status && loaded ? serve(definition, status, loaded, isNear) : missing.shift(),
    );
    return new Map(
      wanted.flatMap(({ id }, index) => (values[index] === undefined ? [] : [[id, values[index]]])),
    );
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

  async #load<Value>(
    wanted: WantedOne<Value>,
    { loaded: reserve, reading }: Found<Value>,
  ): Promise<Value | undefined> {
    const { definition } = wanted;
    if (reserve && this.#isDatabaseAway) return serve(definition, 'STALE', reserve);
    try {
      return serve(definition, 'MISS', await this.loader.obtain(wanted, reading));
    } catch (error) {
      if (this.#noteFailure(error) && reserve) return serve(definition, 'STALE', reserve);
      throw error;
    }
  }

  async #loadMany<Id, Value>(
    wanted: readonly WantedOfMany<Id, Value>[],
    found: readonly Found<Value>[],
    load: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Value>>,
  ): Promise<(Value | undefined)[]> {
    if (wanted.length === 0) return [];
    const reserves = found.flatMap(({ loaded }) => loaded ?? []);
    const isCovered = reserves.length === wanted.length;
    const readings = found.map(({ reading }) => reading as Reading);
    const give = (status: CacheStatus, all: readonly Loaded<Value>[]) =>
      all.map((each, index) => serve((wanted[index] as Wanted<Value>).definition, status, each));
    if (isCovered && this.#isDatabaseAway) return give('STALE', reserves);
    try {
      return give('MISS', await this.batches.obtain(wanted, readings, load));
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
