import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.js';
import type { CacheDefinition } from './define-cache.js';

/** One value of a kind. */
export interface CacheKey {
  /** Which one: part of the key, so up to 500 characters that tell it from all others of its kind. */
  id: string | number;
  /** Things that the value tells of, known before it is loaded: `user:123`, `posts`. A change of any makes it wrong. */
  tags: readonly string[];
}

/** How one value is read. */
export interface CacheRead<Value> extends CacheKey {
  /** Reads the value where it comes from; undefined when there is none. Reads run at a position behind all invalidations. */
  load: () => Promise<Value | undefined>;
  /** Further tags, known only from the value: the authors of the posts of a page. */
  tagsOf?: (value: Value) => readonly string[];
}

/** How several values are read in one round trip, and the missing ones in one load. */
export interface CacheReadMany<Id extends string | number, Value> {
  ids: readonly Id[];
  tagsOfId: (id: Id) => readonly string[];
  tagsOf?: (value: Value) => readonly string[];
  load: (missing: readonly Id[]) => Promise<ReadonlyMap<Id, Value>>;
}

/** Values of the database, kept in cache Redis for all processes. docs/caching.md says what that promises. */
@Injectable()
export class Cache {
  /** The value, from the cache or loaded, once in the whole fleet. Undefined when there is none. */
  read<Value>(_definition: CacheDefinition<Value>, { load }: CacheRead<Value>): Promise<Value | undefined> {
    return load();
  }

  /** The values there are. */
  async readMany<Id extends string | number, Value>(
    _definition: CacheDefinition<Value>,
    { ids, load }: CacheReadMany<Id, Value>,
  ): Promise<Map<Id, Value>> {
    return new Map(await load(ids));
  }

  /**
   * Makes everything wrong that tells of these: after the commit and before the answer; and again by a worker, should
   * this process die in between. Part of the transaction, so none is lost. Call it once for all tags of a transaction.
   */
  async invalidate(_tx: Transaction, _tags: readonly string[]): Promise<void> {}

  /** As `invalidate` for the tags of the key, and leaves the new value, unless another writer came in between. */
  async writeThrough<Value>(
    _tx: Transaction,
    _definition: CacheDefinition<Value>,
    _key: CacheKey,
    _value: Value,
    _furtherTags: readonly string[] = [],
  ): Promise<void> {}
}
