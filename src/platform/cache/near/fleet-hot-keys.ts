import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { within } from '../../../shared/within.js';
import type { CacheRedis } from '../../redis/cache-client.js';
import { CACHE_REDIS } from '../../redis/redis.module.js';
import { type HotKey, HotKeys } from './hot-keys.js';

const TICK_MS = 1000;
const SLOT_MS = 5000;
const KEPT_SECONDS = 30;
const READ_MS = 1000;
/** How many of its hottest keys a process tells. */
const TOLD = 20;

/**
 * What is read most in the whole fleet. Each process adds its hottest keys to a sorted set for every five seconds; the
 * counts fade in each process, so the sets need not.
 */
@Injectable()
export class FleetHotKeys implements OnModuleInit, OnModuleDestroy {
  #timer?: NodeJS.Timeout;
  #tickedAt = performance.now();
  #told = slotAt(Date.now());

  constructor(
    @Inject(CACHE_REDIS) private readonly redis: CacheRedis,
    private readonly keys: HotKeys,
  ) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** The hottest first, by readings a second in all processes. Rejects while Redis is away. */
  async list(limit: number): Promise<HotKey[]> {
    const slot = slotAt(Date.now());
    // The current one is not complete: what it has more of is taken, so that what became hot shows at once.
    const sets: [string, string] = [keyOf(slot), keyOf(slot - 1)];
    const found = await within(READ_MS, this.redis.zUnionWithScores(sets, { AGGREGATE: 'MAX' }));
    return found
      .map(({ value, score }) => ({ key: value, perSecond: score }))
      .sort((one, other) => other.perSecond - one.perSecond)
      .slice(0, limit);
  }

  #tick(): void {
    const now = performance.now();
    this.keys.forget(now - this.#tickedAt);
    this.#tickedAt = now;
    const slot = slotAt(Date.now());
    if (slot === this.#told) return;
    this.#told = slot;
    this.#tell(keyOf(slot));
  }

  // Lost while Redis is away; the next ones are not.
  #tell(key: string): void {
    const hottest = this.keys.list(TOLD);
    if (hottest.length === 0) return;
    const step = this.redis.multi();
    for (const hot of hottest) step.zIncrBy(key, hot.perSecond, hot.key);
    step
      .expire(key, KEPT_SECONDS)
      .exec()
      .catch(() => {});
  }
}

function slotAt(time: number): number {
  return Math.floor(time / SLOT_MS);
}

function keyOf(slot: number): string {
  return `cache:hot:${slot}`;
}
