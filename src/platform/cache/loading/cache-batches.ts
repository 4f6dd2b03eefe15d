import { Injectable } from '@nestjs/common';
import { laterPosition, type WalPosition } from '../../../shared/wal-position.js';
import { runDetached } from '../../context/request-context.js';
import { CacheFiller } from './cache-filler.js';
import { CacheLeases } from './cache-leases.js';
import { recordCacheLoad } from '../cache-metrics.js';
import { loadAt } from './load-at.js';
import { type Loaded, unkept, type Wanted } from './loaded.js';

/** A value that is loaded with others. */
export interface WantedOfMany<Id, Value> extends Wanted<Value> {
  id: Id;
}

/** Loads several values at once. Those that another process is loading just now are loaded here too, but not kept. */
@Injectable()
export class CacheBatches {
  constructor(
    private readonly leases: CacheLeases,
    private readonly filler: CacheFiller,
  ) {}

  async obtain<Id, Value>(
    wanted: readonly WantedOfMany<Id, Value>[],
    load: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Value>>,
  ): Promise<Loaded<Value>[]> {
    const grants = await Promise.all(
      wanted.map(({ key, tags, tagsOf }) => this.leases.acquire(key, tags, tagsOf !== undefined)),
    );
    const storedAt = Date.now();
    const startedAt = performance.now();
    const loading = loadAt(furthest(grants), () => load(wanted.map(({ id }) => id)));
    const outcomes = wanted.map(async (each, index) => {
      const grant = grants[index];
      if (!grant?.isLeased) return unkept((await loading).value.get(each.id), each.tags, storedAt);
      return this.leases.holding(each.key, grant, async () => {
        const { value, made } = await loading;
        const loadMs = performance.now() - startedAt;
        return this.filler.keep(each, grant, { value: value.get(each.id), made, storedAt, loadMs });
      });
    });
    const name = wanted[0]?.definition.name ?? '';
    await loading.then(
      () => recordCacheLoad(name, 'kept', performance.now() - startedAt),
      () => recordCacheLoad(name, 'failed', performance.now() - startedAt),
    );
    return Promise.all(outcomes);
  }

  /** Loads what is due, beside the request. */
  refresh<Id, Value>(
    wanted: readonly WantedOfMany<Id, Value>[],
    load: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Value>>,
  ): void {
    // What is given out meanwhile is right; whoever comes when it no longer may be is told of the failure.
    runDetached(() => void this.obtain(wanted, load).catch(() => {}));
  }
}

function furthest(grants: readonly ({ position?: WalPosition } | undefined)[]): WalPosition | undefined {
  return grants.reduce<WalPosition | undefined>(
    (latest, grant) => (grant?.position ? laterPosition(latest, grant.position) : latest),
    undefined,
  );
}
