import { Injectable } from '@nestjs/common';
import { FURTHEST } from '../../../shared/wal-position.js';
import type { Transaction } from '../../database/transaction.js';
import { type Change, CacheChanges } from './cache-changes.js';
import { entryTail } from '../store/cache-entry.js';
import { CacheOutbox } from './cache-outbox.js';
import type { CacheKey } from '../cache-read.js';
import { PUT } from '../store/cache-scripts.js';
import { EVERYTHING, namespaceTag, sortable, tagKey } from '../store/cache-tags.js';
import { TAG_TTL_MS } from '../store/cache-times.js';
import type { CacheDefinition } from '../define-cache.js';
import { entryKey, wantedOf } from '../loading/loaded.js';
import { keptForMs, newEntry } from '../loading/new-entry.js';

/** Leaves new values in the cache. */
@Injectable()
export class CacheWrites {
  constructor(
    private readonly changes: CacheChanges,
    private readonly outbox: CacheOutbox,
  ) {}

  /** See `Cache.writeThrough`. */
  async through<Value>(
    tx: Transaction,
    definition: CacheDefinition<Value>,
    key: CacheKey,
    value: Value,
    furtherTags: readonly string[],
  ): Promise<void> {
    // Whoever changes the same rows after us reads a later clock, because they wait for our commit.
    const before = await this.changes.clock();
    await this.outbox.add(tx, [...key.tags, ...furtherTags], (change) =>
      before === undefined ? this.changes.tell(change) : this.#put(definition, key, value, before, change),
    );
  }

  #put<Value>(
    definition: CacheDefinition<Value>,
    { id, tags }: CacheKey,
    value: Value,
    before: string,
    change: Change,
  ): Promise<void> {
    const fresh = { value: definition.schema.parse(value), storedAt: Date.now(), loadMs: 1 };
    const entry = newEntry(wantedOf(definition, { id, tags }), fresh);
    const common = [EVERYTHING, namespaceTag(definition.name)];
    const keys = [entryKey(definition, id), ...[...common, ...change.tags].map(tagKey)];
    const args = [
      ...[sortable(change.position ?? FURTHEST), TAG_TTL_MS, change.id ?? '', this.changes.channel],
      ...[before, tags.length, keptForMs(definition, entry), entryTail(entry)],
    ];
    return this.changes.attempt(change, (client) => PUT.run(client, keys, args));
  }
}
