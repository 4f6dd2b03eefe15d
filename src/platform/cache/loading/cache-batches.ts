import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { laterPosition, type WalPosition } from '../../../shared/wal-position.js';
import { runDetached } from '../../context/request-context.js';
import { recordCacheLoad, recordCacheWait } from '../cache-metrics.js';
import { CacheStore, type Reading } from '../store/cache-store.js';
import { WAIT_MS } from '../store/cache-times.js';
import { CacheFiller } from './cache-filler.js';
import { CacheFlights, flightId } from './cache-flights.js';
import { CacheLeases, type Grant } from './cache-leases.js';
import { loadAt } from './load-at.js';
import { fromEntry, type Loaded, unkept, type Wanted } from './loaded.js';

/** A value that is loaded with others. */
export interface WantedOfMany<Id, Value> extends Wanted<Value> {
  id: Id;
}

type LoadMany<Id, Value> = (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Value>>;
type Give<Id, Value> = (wanted: WantedOfMany<Id, Value>, loaded: Loaded<Value>) => void;

interface Granted<Id, Value> {
  wanted: WantedOfMany<Id, Value>;
  grant: Grant | undefined;
}

/** Loads several values at once, those of them that nobody else is loading just now; for the others it waits. */
@Injectable()
export class CacheBatches {
  constructor(
    private readonly store: CacheStore,
    private readonly leases: CacheLeases,
    private readonly filler: CacheFiller,
    private readonly flights: CacheFlights,
  ) {}

  /** The values, in order, at least as new as when this was called. */
  async obtain<Id, Value>(
    wanted: readonly WantedOfMany<Id, Value>[],
    readings: readonly Reading[],
    load: LoadMany<Id, Value>,
  ): Promise<Loaded<Value>[]> {
    const ids = wanted.map(({ key }, index) => flightId(key, readings[index] as Reading));
    const running = ids.map((id) => this.flights.find<Value>(id));
    const isOwn = (_: unknown, index: number) => !running[index];
    const begun = this.#begin(wanted.filter(isOwn), ids.filter(isOwn), load);
    const loaded = await Promise.all(
      running.map((each) => each ?? (begun.shift() as Promise<Loaded<Value>>)),
    );
    // States without tags look alike; then only what Redis has taken is sure to have been right when it was.
    const isUnsure = (_: unknown, index: number) =>
      running[index] !== undefined && !loaded[index]?.isKept && !readings[index]?.isComplete;
    const again = await Promise.all(this.#begin(wanted.filter(isUnsure), undefined, load));
    return loaded.map((each, index) => (isUnsure(each, index) ? (again.shift() as Loaded<Value>) : each));
  }

  /** Loads what is due, beside the request, as far as nobody else does. */
  refresh<Id, Value>(wanted: readonly WantedOfMany<Id, Value>[], load: LoadMany<Id, Value>): void {
    const work = async (due: readonly WantedOfMany<Id, Value>[]) => {
      const leased = (await this.#acquire(due)).filter(({ grant }) => grant?.isLeased);
      if (leased.length > 0) await this.#load(leased, load, () => {});
    };
    runDetached(() => this.flights.refresh(wanted, work));
  }

  /** One promise for each, which others may wait for if they know its id. */
  #begin<Id, Value>(
    wanted: readonly WantedOfMany<Id, Value>[],
    ids: readonly string[] | undefined,
    load: LoadMany<Id, Value>,
  ): Promise<Loaded<Value>>[] {
    const outcomes = wanted.map(() => Promise.withResolvers<Loaded<Value>>());
    const give: Give<Id, Value> = (each, loaded) => outcomes[wanted.indexOf(each)]?.resolve(loaded);
    this.#run(wanted, load, give).catch((error: unknown) => {
      for (const { reject } of outcomes) reject(error);
    });
    return outcomes.map(({ promise }, index) => {
      const id = ids?.[index];
      return id === undefined ? promise : this.flights.begin(id, promise);
    });
  }

  async #run<Id, Value>(
    wanted: readonly WantedOfMany<Id, Value>[],
    load: LoadMany<Id, Value>,
    give: Give<Id, Value>,
  ): Promise<void> {
    const deadline = performance.now() + WAIT_MS;
    let left = wanted;
    for (let pause = 5; left.length > 0; pause = Math.min(pause * 1.5, 100)) {
      const granted = await this.#acquire(left);
      const isLate = performance.now() > deadline;
      const isOurs = ({ grant }: Granted<Id, Value>) => isLate || !grant?.clock || grant.isLeased;
      const ours = granted.filter(isOurs);
      if (isLate)
        for (const { wanted, grant } of ours)
          if (!grant?.isLeased) recordCacheWait(wanted.definition.name, 'in_vain');
      if (ours.length > 0) await this.#load(ours, load, give);
      const others = granted.filter((each) => !isOurs(each)).map((each) => each.wanted);
      if (others.length > 0) await sleep(pause * (0.75 + Math.random() / 2));
      left = await this.#look(others, give);
    }
  }

  #acquire<Id, Value>(wanted: readonly WantedOfMany<Id, Value>[]): Promise<Granted<Id, Value>[]> {
    return Promise.all(
      wanted.map(async (each) => ({
        wanted: each,
        grant: await this.leases.acquire(each.key, each.tags, each.tagsOf !== undefined),
      })),
    );
  }

  /** Gives what others have loaded meanwhile, and returns what they have not. */
  async #look<Id, Value>(
    wanted: readonly WantedOfMany<Id, Value>[],
    give: Give<Id, Value>,
  ): Promise<readonly WantedOfMany<Id, Value>[]> {
    const readings = wanted.length > 0 ? await this.store.read(wanted, []) : undefined;
    return wanted.filter((each, index) => {
      const entry = readings?.[index]?.entry;
      const found = entry && entry.freshUntil > Date.now() ? fromEntry(each, entry) : undefined;
      if (!found) return true;
      recordCacheWait(each.definition.name, 'served');
      give(each, found);
      return false;
    });
  }

  async #load<Id, Value>(
    granted: readonly Granted<Id, Value>[],
    load: LoadMany<Id, Value>,
    give: Give<Id, Value>,
  ): Promise<void> {
    const storedAt = Date.now();
    const startedAt = performance.now();
    const loading = loadAt(furthest(granted), () => load(granted.map(({ wanted }) => wanted.id)));
    const outcome = granted.some(({ grant }) => grant?.isLeased) ? 'kept' : 'alone';
    const name = granted[0]?.wanted.definition.name ?? '';
    const record = (what: string) => recordCacheLoad(name, what, performance.now() - startedAt);
    loading.then(
      () => record(outcome),
      () => record('failed'),
    );
    const keep = async ({ wanted, grant }: Granted<Id, Value>) => {
      if (!grant?.isLeased) return unkept((await loading).value.get(wanted.id), wanted.tags, storedAt);
      return this.leases.holding(wanted.key, grant, async () => {
        const { value, made } = await loading;
        const loadMs = performance.now() - startedAt;
        return this.filler.keep(wanted, grant, { value: value.get(wanted.id), made, storedAt, loadMs });
      });
    };
    await Promise.all(granted.map(async (each) => give(each.wanted, await keep(each))));
  }
}

function furthest(
  granted: readonly { grant: { position?: WalPosition } | undefined }[],
): WalPosition | undefined {
  return granted.reduce<WalPosition | undefined>(
    (latest, { grant }) => (grant?.position ? laterPosition(latest, grant.position) : latest),
    undefined,
  );
}
