import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { runDetached } from '../../context/request-context.js';
import { CacheFiller } from './cache-filler.js';
import { CacheFlights, flightId } from './cache-flights.js';
import { CacheLeases, type Grant } from './cache-leases.js';
import { recordCacheLoad, recordCacheWait } from '../cache-metrics.js';
import { CacheStore, type Reading } from '../store/cache-store.js';
import { WAIT_MS } from '../store/cache-times.js';
import { loadAt } from './load-at.js';
import { fromEntry, type Loaded, unkept, type Wanted } from './loaded.js';

/** A value that one load gives. */
export interface WantedOne<Value> extends Wanted<Value> {
  load: () => Promise<Value | undefined>;
}

/** Loads values: each once in this process, and once in the fleet as far as Redis can see to that. */
@Injectable()
export class CacheLoader {
  constructor(
    private readonly store: CacheStore,
    private readonly leases: CacheLeases,
    private readonly filler: CacheFiller,
    private readonly flights: CacheFlights,
  ) {}

  /** The value, at least as new as when this was called. */
  async obtain<Value>(wanted: WantedOne<Value>, reading?: Reading): Promise<Loaded<Value>> {
    if (!reading) return this.#run(wanted);
    const id = flightId(wanted.key, reading);
    const running = this.flights.find<Value>(id);
    if (!running) return this.flights.begin(id, this.#run(wanted));
    const loaded = await running;
    // States without tags look alike; then only what Redis has taken is sure to have been right when it was.
    return loaded.isKept || reading.isComplete ? loaded : this.#run(wanted);
  }

  /** Loads while Redis is away, once for all who ask at the same time, so that the database is not asked by each. */
  async shared<Value>(wanted: WantedOne<Value>): Promise<Value | undefined> {
    const running = this.flights.find<Value>(wanted.key);
    return (await (running ?? this.flights.begin(wanted.key, this.#load(wanted)))).value;
  }

  /** Loads the next value beside the request, unless somebody does already. */
  refresh<Value>(wanted: WantedOne<Value>): void {
    const { key, tags, tagsOf } = wanted;
    const work = async () => {
      const grant = await this.leases.acquire(key, tags, tagsOf !== undefined);
      if (grant?.isLeased) await this.#loadAndKeep(wanted, grant);
    };
    runDetached(() => this.flights.refresh([wanted], work));
  }

  async #run<Value>(wanted: WantedOne<Value>): Promise<Loaded<Value>> {
    const { key, tags, tagsOf, definition } = wanted;
    const deadline = performance.now() + WAIT_MS;
    for (let pause = 5; ; pause = Math.min(pause * 1.5, 100)) {
      const grant = await this.leases.acquire(key, tags, tagsOf !== undefined);
      if (grant?.isLeased) return this.#loadUnlessThere(wanted, grant);
      if (!grant?.clock) return this.#load(wanted, grant);
      if (performance.now() > deadline) {
        recordCacheWait(definition.name, 'in_vain');
        return this.#load(wanted, grant);
      }
      await sleep(pause * (0.75 + Math.random() / 2));
      const found = await this.#look(wanted);
      if (found) return found;
    }
  }

  /** Whoever had the lease before may have kept the value after this process had looked. */
  async #loadUnlessThere<Value>(wanted: WantedOne<Value>, grant: Grant): Promise<Loaded<Value>> {
    const found = await this.#look(wanted);
    if (!found) return this.#loadAndKeep(wanted, grant);
    this.leases.release(wanted.key, grant);
    return found;
  }

  async #look<Value>(wanted: WantedOne<Value>): Promise<Loaded<Value> | undefined> {
    const [reading] = (await this.store.read([wanted], [])) ?? [];
    if (!reading?.entry || reading.entry.freshUntil <= Date.now()) return undefined;
    const found = fromEntry(wanted, reading.entry);
    if (found) recordCacheWait(wanted.definition.name, 'served');
    return found;
  }

  #loadAndKeep<Value>(wanted: WantedOne<Value>, grant: Grant): Promise<Loaded<Value>> {
    const { key, definition, load } = wanted;
    return this.leases.holding(key, grant, async () => {
      const storedAt = Date.now();
      const startedAt = performance.now();
      const { value, made } = await loadAt(grant.position, load).catch((error: unknown) => {
        recordCacheLoad(definition.name, 'failed', performance.now() - startedAt);
        throw error;
      });
      const loadMs = performance.now() - startedAt;
      const loaded = await this.filler.keep(wanted, grant, { value, made, storedAt, loadMs });
      recordCacheLoad(definition.name, loaded.isKept ? 'kept' : 'refused', loadMs);
      return loaded;
    });
  }

  /** For who asks only. */
  async #load<Value>({ definition, tags, load }: WantedOne<Value>, grant?: Grant): Promise<Loaded<Value>> {
    const storedAt = Date.now();
    const startedAt = performance.now();
    const { value } = await loadAt(grant?.position, load);
    recordCacheLoad(definition.name, 'alone', performance.now() - startedAt);
    return unkept(value, tags, storedAt);
  }
}
