import type { HotKey } from '../../platform/cache/near/hot-keys.js';
import type { NearState } from '../../platform/cache/near/near-cache.js';
import type { RedisState } from '../../platform/cache/stats/cache-redis-state.js';
import type { CacheReport, NamespaceTally } from './cache-report.service.js';
import { type LoadTimes, loadTimesOf } from './load-times.js';

/** Milliseconds that loads took; the percentiles are estimates. */
export class LoadTimesDto implements LoadTimes {
  /** @example 3.2 */
  mean!: number;

  /** @example 1.4 */
  p50!: number;

  /** @example 18.5 */
  p99!: number;
}

/** What became of the readings of one kind of value, or of whole answers. */
export class NamespaceStatsDto {
  /** @example user */
  namespace!: string;

  /** @example 4200 */
  reads: number;

  /**
   * Readings that were given a fresh value out of the cache.
   * @example 4000
   */
  hits: number;

  /**
   * Those of them that a process could answer without asking Redis.
   * @example 3100
   */
  nearHits: number;

  /**
   * Readings that were given a value past its time, while it was loaded again or could not be.
   * @example 20
   */
  stale: number;

  /** @example 150 */
  misses: number;

  /**
   * Readings that went past the cache: the client asked for the newest, or Redis was away.
   * @example 30
   */
  bypasses: number;

  /**
   * The share of readings given something out of the cache, `hits` and `stale`; 0 to 1. Absent when there were none.
   * @example 0.9571
   */
  hitRatio?: number;

  /** @example 152 */
  loads: number;

  /** @example 0 */
  failedLoads: number;

  /** Absent when there were no loads. */
  loadMs?: LoadTimesDto;

  constructor({ namespace, tally }: NamespaceTally) {
    const { hits = 0, near = 0, stale = 0, misses = 0, bypasses = 0, loads = 0, failures = 0 } = tally;
    this.namespace = namespace;
    this.reads = hits + stale + misses + bypasses;
    this.hits = hits;
    this.nearHits = near;
    this.stale = stale;
    this.misses = misses;
    this.bypasses = bypasses;
    this.hitRatio = this.reads === 0 ? undefined : Math.round(((hits + stale) / this.reads) * 1e4) / 1e4;
    this.loads = loads;
    this.failedLoads = failures;
    this.loadMs = loadTimesOf(tally);
  }
}

/** The same in one interval. */
export class IntervalCacheStatsDto extends NamespaceStatsDto {
  /**
   * When it began; intervals begin at multiples of their length since 1970.
   * @example 2026-01-31T09:25:00.000Z
   */
  start: Date;

  constructor(tally: NamespaceTally) {
    super(tally);
    this.start = new Date(tally.start);
  }
}

/** Cache Redis. All but `connected` is absent while it is away. Counts are since it began. */
export class CacheRedisDto implements Partial<RedisState> {
  /** @example true */
  connected: boolean;

  /** @example 7.0.15 */
  version?: string;

  /** @example 86400 */
  uptimeSeconds?: number;

  /** @example 12582912 */
  memoryBytes?: number;

  /**
   * 0 when it has no limit.
   * @example 67108864
   */
  memoryLimitBytes?: number;

  /**
   * What goes when memory is full.
   * @example allkeys-lru
   */
  policy?: string;

  /**
   * Keys that went because memory was full.
   * @example 0
   */
  evicted?: number;

  /** @example 421 */
  expired?: number;

  /**
   * Its connections.
   * @example 9
   */
  clients?: number;

  constructor(state?: RedisState) {
    this.connected = state !== undefined;
    Object.assign(this, state);
  }
}

export class HotKeyDto implements HotKey {
  /** @example v1:user:123 */
  key!: string;

  /**
   * Readings a second, over about the last ten.
   * @example 85.4
   */
  perSecond!: number;

  constructor({ key, perSecond }: HotKey) {
    this.key = key;
    this.perSecond = Math.round(perSecond * 10) / 10;
  }
}

/** What the process that answers has kept itself. */
export class NearCacheDto implements NearState {
  /**
   * Whether it hears of every change; while it does not, nothing is kept. It begins with the first hot key.
   * @example true
   */
  hearing!: boolean;

  /** @example 42 */
  entries!: number;

  /** @example 81920 */
  bytes!: number;

  /** @example 33554432 */
  maxBytes!: number;
}

export class CacheReportMetaDto {
  /** @example 2026-01-31T08:30:00.000Z */
  from!: Date;

  /** @example 60 */
  minutes!: number;

  /** @example 1 */
  step!: number;
}

export class CacheReportDto {
  /** By interval and namespace, the oldest first; a namespace that was not asked in an interval is left out. */
  data: IntervalCacheStatsDto[];

  /** By namespace, over all of the time. */
  namespaces: NamespaceStatsDto[];

  redis: CacheRedisDto;

  /** What is read most in all processes, the hottest first; 20 at the most. */
  hotKeys: HotKeyDto[];

  near: NearCacheDto;

  meta: CacheReportMetaDto;

  constructor(report: CacheReport) {
    const { from, minutes, step } = report;
    this.data = report.intervals.map((each) => new IntervalCacheStatsDto(each));
    this.namespaces = report.namespaces.map((each) => new NamespaceStatsDto(each));
    this.redis = new CacheRedisDto(report.redis);
    this.hotKeys = report.hotKeys.map((each) => new HotKeyDto(each));
    this.near = report.near;
    this.meta = { from, minutes, step };
  }
}
