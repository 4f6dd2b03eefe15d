import { Injectable, Logger } from '@nestjs/common';
import { FleetHotKeys } from '../../platform/cache/near/fleet-hot-keys.js';
import type { HotKey } from '../../platform/cache/near/hot-keys.js';
import { NearCache, type NearState } from '../../platform/cache/near/near-cache.js';
import { CacheHistory, type CacheMinute } from '../../platform/cache/stats/cache-history.js';
import { CacheRedisState, type RedisState } from '../../platform/cache/stats/cache-redis-state.js';
import type { Tally } from '../../platform/cache/stats/cache-tallies.js';
import { malformed } from '../../shared/app-error.js';
import type { CacheReportQueryDto } from './cache-report-query.dto.js';

const MINUTE_MS = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30];
const USUAL_INTERVALS = 60;
const MOST_INTERVALS = 300;
const HOT_KEYS = 20;

/** What was counted of a namespace in a time. */
export interface NamespaceTally {
  namespace: string;
  /** When the time began, in milliseconds since 1970. */
  start: number;
  tally: Tally;
}

export interface CacheReport {
  /** Undefined when it is away. */
  redis?: RedisState;
  namespaces: NamespaceTally[];
  /** By interval and namespace, the oldest first; those in which a namespace was not asked are left out. */
  intervals: NamespaceTally[];
  hotKeys: HotKey[];
  near: NearState;
  from: Date;
  minutes: number;
  step: number;
}

@Injectable()
export class CacheReportService {
  readonly #logger = new Logger(CacheReportService.name);

  constructor(
    private readonly history: CacheHistory,
    private readonly redis: CacheRedisState,
    private readonly hotKeys: FleetHotKeys,
    private readonly near: NearCache,
  ) {}

  /** Of the whole fleet, but for `near`, which is of this process. Throws for more than 300 intervals. */
  async report({ minutes, step = usualStep(minutes) }: CacheReportQueryDto): Promise<CacheReport> {
    if (minutes / step > MOST_INTERVALS) {
      const message = `step must be so large that there are ${MOST_INTERVALS} intervals at the most.`;
      throw malformed('step', 'too_many_intervals', message);
    }
    await this.history.write();
    const [redis, history, hotKeys] = await Promise.all([
      this.#known('state', this.redis.read(), undefined),
      this.#known('history', this.history.read(minutes), []),
      this.#known('hot keys', this.hotKeys.list(HOT_KEYS), []),
    ]);
    const from = new Date(history[0]?.start ?? Date.now() - minutes * MINUTE_MS);
    return {
      redis,
      namespaces: summedUp(history, () => from.getTime()),
      intervals: summedUp(history, (start) => start - (start % (step * MINUTE_MS))),
      hotKeys,
      near: this.near.state(),
      ...{ from, minutes, step },
    };
  }

  /** One that cannot be read says nothing about the others. */
  async #known<T>(part: string, reading: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await reading;
    } catch (err) {
      this.#logger.warn({ msg: 'a part of the cache report is missing', part, err });
      return otherwise;
    }
  }
}

function usualStep(minutes: number): number {
  return STEPS.find((step) => minutes / step <= USUAL_INTERVALS) ?? USUAL_INTERVALS;
}

/** By the time that each minute is counted to, and namespace. */
function summedUp(history: readonly CacheMinute[], timeOf: (start: number) => number): NamespaceTally[] {
  const sums = new Map<string, NamespaceTally>();
  for (const { start, tallies } of history) {
    for (const [namespace, tally] of tallies) {
      const key = `${timeOf(start)} ${namespace}`;
      const sum = sums.get(key) ?? { namespace, start: timeOf(start), tally: {} };
      sums.set(key, sum);
      for (const [field, count] of Object.entries(tally)) sum.tally[field] = (sum.tally[field] ?? 0) + count;
    }
  }
  return [...sums.values()].sort(
    (one, other) => one.start - other.start || (one.namespace < other.namespace ? -1 : 1),
  );
}
