import { Counter, Histogram } from 'prom-client';
import type { CacheStatus } from '../context/cache-use.js';
import { addToTally, cacheTallies, LOAD_BOUNDS_MS, loadField } from './stats/cache-tallies.js';

const FIELDS: Record<CacheStatus, string> = {
  HIT: 'hits',
  STALE: 'stale',
  MISS: 'misses',
  BYPASS: 'bypasses',
};

new Counter({
  name: 'groundwork_cache_reads_total',
  help: 'Readings through the cache, by namespace and what became of them',
  labelNames: ['namespace', 'status'],
  collect() {
    this.reset();
    for (const [namespace, tally] of cacheTallies())
      for (const [status, field] of Object.entries(FIELDS))
        this.inc({ namespace, status }, tally[field] ?? 0);
  },
});

new Counter({
  name: 'groundwork_cache_near_hits_total',
  help: 'Those of the hits that needed no Redis, because the process had kept the value itself',
  labelNames: ['namespace'],
  collect() {
    this.reset();
    for (const [namespace, { near }] of cacheTallies()) this.inc({ namespace }, near ?? 0);
  },
});

const loads = new Counter({
  name: 'groundwork_cache_loads_total',
  help: 'Loads, of one value or several at once, by namespace and what became of them',
  labelNames: ['namespace', 'outcome'],
});

const loadTimes = new Histogram({
  name: 'groundwork_cache_load_seconds',
  help: 'Time that loading a value took',
  labelNames: ['namespace'],
  buckets: LOAD_BOUNDS_MS.map((ms) => ms / 1000),
});

/** @param near it was a hit that needed no Redis */
export function recordCacheRead(namespace: string, status: CacheStatus, near = false): void {
  addToTally(namespace, FIELDS[status]);
  if (near) addToTally(namespace, 'near');
}

/** @param outcome one of a few words; `failed` when there is nothing to show for it */
export function recordCacheLoad(namespace: string, outcome: string, ms: number): void {
  loads.inc({ namespace, outcome });
  loadTimes.observe({ namespace }, ms / 1000);
  addToTally(namespace, 'loads');
  addToTally(namespace, 'loadMs', Math.round(ms));
  addToTally(namespace, loadField(ms));
  if (outcome === 'failed') addToTally(namespace, 'failures');
}

const waits = new Counter({
  name: 'groundwork_cache_waits_total',
  help: 'Times that a process waited for the load of another, by whether that gave a value',
  labelNames: ['namespace', 'outcome'],
});

const refusals = new Counter({
  name: 'groundwork_cache_refused_fills_total',
  help: 'Loaded values that were not kept, by why',
  labelNames: ['namespace', 'cause'],
});

export function recordCacheWait(namespace: string, outcome: 'served' | 'in_vain'): void {
  waits.inc({ namespace, outcome });
}

/** @param cause `lease`: it was lost. `tag`, `position`: something was changed. `shape`: it is not what is defined. */
export function recordRefusedFill(namespace: string, cause: string): void {
  refusals.inc({ namespace, cause });
}
