import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { FURTHEST } from '../../shared/wal-position.js';
import type { Consistency } from '../context/consistency.js';
import { currentContext } from '../context/request-context.js';
import { CacheChanges } from './changes/cache-changes.js';
import { isDueEarly } from './store/cache-entry.js';
import { CacheStore, type Reading } from './store/cache-store.js';
import { EVERYTHING, namespaceTag } from './store/cache-tags.js';
import type { CacheDefinition } from './define-cache.js';
import { fromEntry, type Loaded, type Wanted } from './loading/loaded.js';
import { HotKeys } from './near/hot-keys.js';
import { NearCache } from './near/near-cache.js';

/** What there is for one key. */
export interface Found<Value> {
  /** `HIT`: fresh. `STALE`: for as long as the next is being loaded. Undefined: it must be loaded first. */
  status?: 'HIT' | 'STALE';
  /** Right, though not always fresh; without a status, only for when the database is away. */
  loaded?: Loaded<Value>;
  /** Whether it is time to load the next one. */
  isDue: boolean;
  reading?: Reading;
  /** It needed no Redis. */
  isNear?: boolean;
}

/** What is kept, near or in Redis, as it may be given out now. */
@Injectable()
export class CacheFront {
  constructor(
    private readonly store: CacheStore,
    private readonly changes: CacheChanges,
    private readonly near: NearCache,
    private readonly hotKeys: HotKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whether a value that Redis does not give may be loaded once for all who ask now: nobody here waits for a change. */
  get isSharedPast(): boolean {
    const consistency = currentContext()?.consistency;
    const needsMore = consistency?.latest || consistency?.required || consistency?.pending;
    return this.config.cache.enabled && !needsMore && !this.changes.isBehind;
  }

  /** In one round trip; undefined when the cache is not to be asked, or cannot be. */
  async look<Value>(
    definition: CacheDefinition<Value>,
    wanted: readonly Wanted<Value>[],
  ): Promise<Found<Value>[] | undefined> {
    const consistency = currentContext()?.consistency;
    if (!this.config.cache.enabled || this.changes.isBehind || asksThePrimary(consistency)) return undefined;
    // Who has written lately asks Redis: it was told of the change before the answer, the near caches a little later.
    const mayBeNear = !consistency?.required && !consistency?.pending;
    const found = wanted.map(({ key }) => (mayBeNear ? this.#near<Value>(key) : void this.hotKeys.hit(key)));
    const far = wanted.filter((_, index) => !found[index]);
    if (far.length === 0) return found as Found<Value>[];
    const common = [EVERYTHING, namespaceTag(definition.name)];
    const own = far.map(({ key, tags }) => ({ key, tags: tags.slice(common.length) }));
    const readings = await this.store.read(own, common);
    // Where somebody who is signed in has written may be known only now.
    if (consistency?.pending) await consistency.settle();
    if (!readings || asksThePrimary(consistency)) return undefined;
    const judged = far.map((each, index) => this.#judge(each, readings[index] as Reading));
    return found.map((each) => each ?? (judged.shift() as Found<Value>));
  }

  #near<Value>(key: string): Found<Value> | undefined {
    const entry = this.near.get<Value | undefined>(key);
    return (
      entry && {
        status: 'HIT',
        isDue: false,
        loaded: { value: entry.value, used: entry, isKept: true },
        isNear: true,
      }
    );
  }

  #judge<Value>(wanted: Wanted<Value>, reading: Reading): Found<Value> {
    const { entry } = reading;
    const loaded = entry && fromEntry(wanted, entry);
    if (!entry || !loaded) return { isDue: false, reading };
    const { staleForMs = 0, staleIfErrorMs = 0 } = wanted.definition;
    const lateMs = Date.now() - entry.freshUntil;
    if (lateMs < 0) {
      this.#offer(wanted.key, loaded, reading);
      return { status: 'HIT', isDue: isDueEarly(entry, Date.now()), loaded, reading };
    }
    if (lateMs < staleForMs) return { status: 'STALE', isDue: true, loaded, reading };
    return { isDue: false, reading, loaded: lateMs < staleIfErrorMs ? loaded : undefined };
  }

  #offer<Value>(key: string, { value, used }: Loaded<Value>, { askedAt }: Reading): void {
    if (!this.near.wants(key)) return;
    const bytes = JSON.stringify(value)?.length ?? 0;
    this.near.offer(key, { ...used, value, bytes }, askedAt);
  }
}

/** Also who has written something that Redis may not have heard of: it is known of them in the position they bring. */
function asksThePrimary(consistency: Consistency | undefined): boolean {
  return consistency?.latest === true || consistency?.required?.timeline === FURTHEST.timeline;
}
