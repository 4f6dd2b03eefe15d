import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { laterPosition, type WalPosition } from '../../../shared/wal-position.js';
import { runDetached } from '../../context/request-context.js';
import { recordCacheLoad, recordCacheWait } from '../cache-metrics.js';
import type { CacheKey, LoadAll } from '../cache-read.js';
import { CacheStore, type Reading } from '../store/cache-store.js';
import type { Patience } from '../store/patience.js';
import { WAIT_MS } from '../store/cache-times.js';
import { CacheFiller } from './cache-filler.js';
import { CacheFlights, type Flight, flightId, type Landing } from './cache-flights.js';
import { CacheLeases, type Grant } from './cache-leases.js';
import { loadAt } from './load-at.js';
import { type FreshValue, fromEntry, type Loaded, unkept, type Wanted } from './loaded.js';

interface Granted<Value> {
  wanted: Wanted<Value>;
  /** Undefined while Redis is away. */
  grant?: Grant;
}

type Land<Value> = Landing<Wanted<Value>, Value>;
type Give<Value> = Land<Value>['give'];
type Run<Value> = (wanted: readonly Wanted<Value>[], land: Land<Value>) => Promise<void>;

/** Loads values: each once in this process, and once in the fleet as far as Redis can see to that. */
@Injectable()
export class CacheLoader {
  constructor(
    private readonly store: CacheStore,
    private readonly leases: CacheLeases,
    private readonly filler: CacheFiller,
    private readonly flights: CacheFlights,
  ) {}

  /** The values, in order, at least as new as when this was called. */
  async obtain<Value>(
    wanted: readonly Wanted<Value>[],
    readings: readonly Reading[],
    load: LoadAll<Value>,
  ): Promise<Loaded<Value>[]> {
    const run: Run<Value> = (own, land) => this.#run(own, load, land, readings[0]?.patience);
    const ids = wanted.map(({ key }, index) => flightId(key, readings[index] as Reading));
    const flights = this.flights.join(wanted, ids, run);
    const loaded = await landed(flights);
    // States without tags look alike; then only what Redis has taken is sure to have been right when it was asked for.
    const isUnsure = (_: unknown, index: number) =>
      flights[index]?.isJoined && !loaded[index]?.isKept && !readings[index]?.isComplete;
    // All who waited for one came before it ended, so they may share the next.
    const names = flights.filter(isUnsure).map(({ name }) => name);
    const again = await landed(this.flights.join(wanted.filter(isUnsure), names, run));
    return loaded.map((each, index) => (isUnsure(each, index) ? (again.shift() as Loaded<Value>) : each));
  }

  /** Loads while Redis is away, once for all who ask at the same time, so that the database is not asked by each. */
  async shared<Value>(wanted: readonly Wanted<Value>[], load: LoadAll<Value>): Promise<Loaded<Value>[]> {
    const ids = wanted.map(({ key }) => key);
    const granted = (own: readonly Wanted<Value>[]) => own.map((each) => ({ wanted: each }));
    return landed(this.flights.join(wanted, ids, (own, { give }) => this.#load(granted(own), load, give)));
  }

  /** Loads what comes after these readings beside the request, where nobody does or has done so. */
  refresh<Value>(wanted: readonly Wanted<Value>[], readings: readonly Reading[], load: LoadAll<Value>): void {
    const known = new Map(wanted.map(({ key }, index) => [key, readings[index]?.entry?.storedAt ?? 0]));
    const work = async (due: readonly Wanted<Value>[]) => {
      const leased = (await this.#acquire(due)).filter(({ grant }) => grant?.isLeased);
      const left = leased.length > 0 ? await this.#notNewer(leased, known) : [];
      if (left.length > 0) await this.#load(left, load, () => {});
    };
    runDetached(() => this.flights.refresh(wanted, work));
  }

  /** Those that were not kept since: who had the lease before may have given it back in between. */
  async #notNewer<Value>(
    leased: readonly Granted<Value>[],
    known: ReadonlyMap<string, number>,
  ): Promise<Granted<Value>[]> {
    const readings = await this.store.read(
      leased.map(({ wanted }) => wanted),
      [],
    );
    return leased.filter(({ wanted, grant }, index) => {
      const entry = readings?.[index]?.entry;
      const isNewer = entry !== undefined && entry.storedAt > (known.get(wanted.key) ?? 0);
      if (isNewer && grant) this.leases.release(wanted.key, grant);
      return !isNewer;
    });
  }

  async #run<Value>(
    wanted: readonly Wanted<Value>[],
    load: LoadAll<Value>,
    land: Land<Value>,
    patience?: Patience,
  ): Promise<void> {
    const deadline = performance.now() + WAIT_MS;
    const served: Give<Value> = (each, loaded) => {
      recordCacheWait(each.definition.name, 'served');
      land.give(each, loaded);
    };
    let [left, leftPatience, give] = [wanted, patience, land.give];
    for (let pause = 5; ; pause = Math.min(pause * 1.5, 100)) {
      const missing = await this.#look(await this.#acquire(left, leftPatience), give, leftPatience);
      const isLate = performance.now() > deadline;
      const isOthers = ({ grant }: Granted<Value>) => !isLate && grant?.clock && !grant.isLeased;
      const ours = missing.filter((each) => !isOthers(each));
      for (const each of ours)
        if (isLate && !each.grant?.isLeased) recordCacheWait(each.wanted.definition.name, 'in_vain');
      if (ours.length > 0) await this.#loadOwn(ours, load, land);
      left = missing.filter(isOthers).map((each) => each.wanted);
      if (left.length === 0) return;
      await sleep(pause * (0.75 + Math.random() / 2));
      // Waiting for another has an end of its own.
      [leftPatience, give] = [undefined, served];
    }
  }

  /** A failure is not one of those that others load. */
  async #loadOwn<Value>(
    granted: readonly Granted<Value>[],
    load: LoadAll<Value>,
    { give, fail }: Land<Value>,
  ): Promise<void> {
    await this.#load(granted, load, give).catch((error: unknown) => {
      for (const { wanted } of granted) fail(wanted, error);
    });
  }

  #acquire<Value>(wanted: readonly Wanted<Value>[], patience?: Patience): Promise<Granted<Value>[]> {
    return Promise.all(
      wanted.map(async (each) => ({
        wanted: each,
        grant: await this.leases.acquire(each.key, each.tags, each.tagsOf !== undefined, patience),
      })),
    );
  }

  /** Gives what is there by now, and returns the others: who had a lease before may have kept the value since. */
  async #look<Value>(
    granted: readonly Granted<Value>[],
    give: Give<Value>,
    patience?: Patience,
  ): Promise<Granted<Value>[]> {
    const keys = granted.map(({ wanted }) => wanted);
    const readings = await this.store.read(keys, [], patience);
    return granted.filter(({ wanted, grant }, index) => {
      const entry = readings?.[index]?.entry;
      const found = entry && entry.freshUntil > Date.now() ? fromEntry(wanted, entry) : undefined;
      if (!found) return true;
      if (grant?.isLeased) this.leases.release(wanted.key, grant);
      give(wanted, found);
      return false;
    });
  }

  async #load<Value>(
    granted: readonly Granted<Value>[],
    load: LoadAll<Value>,
    give: Give<Value>,
  ): Promise<void> {
    const startedAt = performance.now();
    const loading = loadAt(furthest(granted), () => load(granted.map(({ wanted }) => wanted.id)));
    const keep = async (each: Granted<Value>) => {
      const loaded = await this.#keep(each, loading);
      give(each.wanted, loaded);
      return loaded.isKept;
    };
    const name = granted[0]?.wanted.definition.name ?? '';
    try {
      const kept = await Promise.all(granted.map(keep));
      const unkeptAs = granted.some(({ grant }) => grant?.isLeased) ? 'refused' : 'alone';
      recordCacheLoad(name, kept.includes(true) ? 'kept' : unkeptAs, (await loading).loadMs);
    } catch (error) {
      recordCacheLoad(name, 'failed', performance.now() - startedAt);
      throw error;
    }
  }

  async #keep<Value>(
    { wanted, grant }: Granted<Value>,
    loading: Promise<FreshValue<ReadonlyMap<CacheKey['id'], Value | undefined>>>,
  ): Promise<Loaded<Value>> {
    const loaded = async () => {
      const { value, ...fresh } = await loading;
      return { ...fresh, value: value?.get(wanted.id) };
    };
    if (grant?.isLeased) {
      const keep = async () => this.filler.keep(wanted, grant, await loaded());
      return this.leases.holding(wanted.key, grant, keep);
    }
    const { value, storedAt } = await loaded();
    return unkept(value, wanted.tags, storedAt);
  }
}

function landed<Value>(flights: readonly Flight<Value>[]): Promise<Loaded<Value>[]> {
  return Promise.all(flights.map(({ loading }) => loading));
}

function furthest(granted: readonly { grant?: Grant }[]): WalPosition | undefined {
  return granted.reduce<WalPosition | undefined>(
    (latest, { grant }) => (grant?.position ? laterPosition(latest, grant.position) : latest),
    undefined,
  );
}
