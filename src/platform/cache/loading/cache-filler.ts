import { Injectable, Logger } from '@nestjs/common';
import { type CacheEntry, entryTail } from '../store/cache-entry.js';
import { type Grant, leaseKey } from './cache-leases.js';
import { recordRefusedFill } from '../cache-metrics.js';
import { FILL } from '../store/cache-scripts.js';
import { CacheStore } from '../store/cache-store.js';
import { tagKey } from '../store/cache-tags.js';
import { TAG_TTL_MS } from '../store/cache-times.js';
import { keptForMs, newEntry } from './new-entry.js';
import { type FreshValue, fromEntry, type Loaded, unkept, type Wanted } from './loaded.js';

/** Keeps what was loaded, unless something that it tells of was changed meanwhile, or the lease was lost. */
@Injectable()
export class CacheFiller {
  readonly #logger = new Logger('Cache');

  constructor(private readonly store: CacheStore) {}

  async keep<Value>(wanted: Wanted<Value>, grant: Grant, fresh: FreshValue<Value>): Promise<Loaded<Value>> {
    const { definition, tags } = wanted;
    const refuse = (cause?: string) => {
      if (cause) recordRefusedFill(definition.name, cause);
      return unkept(fresh.value, tags, fresh.storedAt);
    };
    const fit = fresh.value === undefined ? undefined : definition.schema.safeParse(fresh.value);
    if (fit?.error) {
      this.#logger.error({
        msg: 'a loaded value is not what is defined',
        cache: definition.name,
        err: fit.error,
      });
      return refuse('shape');
    }
    const entry = newEntry(wanted, { ...fresh, value: fit?.data });
    const keepMs = keptForMs(definition, entry);
    if (keepMs <= 0) return refuse();
    const answer = await this.#fill(wanted, grant, entry, keepMs, [...(fresh.made?.clocks.keys() ?? [])]);
    if (answer === undefined || Number.isNaN(Number(answer))) return refuse(answer ?? 'redis');
    return (
      fromEntry(wanted, { ...entry, value: fit?.data, clock: Number(answer) }) ??
      unkept(fresh.value, tags, fresh.storedAt)
    );
  }

  #fill<Value>(
    { key, tags }: Wanted<Value>,
    { token, clock, at }: Grant,
    entry: Omit<CacheEntry, 'clock'>,
    keepMs: number,
    madeOf: readonly string[],
  ): Promise<string | undefined> {
    // What came from the cache was right after the clock, or it would not have come.
    const known = new Set([...tags, ...madeOf]);
    const further = entry.tags.filter((tag) => !known.has(tag));
    const keys = [key, leaseKey(key), ...[...known, ...further].map(tagKey)];
    const args = [token, clock, at, known.size, TAG_TTL_MS, keepMs, entryTail(entry)];
    return this.store.attempt((client) => FILL.run(client, keys, args) as Promise<string>);
  }
}
