import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { within } from '../../../shared/within.js';
import type { CacheRedis } from '../../redis/cache-client.js';
import { RedisFallback } from '../../redis/redis-fallback.js';
import { CACHE_REDIS } from '../../redis/redis.module.js';
import { giveBack, takeTallies, type Tally } from './cache-tallies.js';

const WRITE_MS = 10_000;
const READ_MS = 3000;
/** So many minutes are asked for at once: a day of them would keep everybody else waiting. */
const SLICE = 60;
const MINUTE_MS = 60_000;
const KEPT_SECONDS = 25 * 3600;

/** What was counted in a minute, by all processes. */
export interface CacheMinute {
  /** When it began, in milliseconds since 1970. */
  start: number;
  tallies: Map<string, Tally>;
}

/**
 * What the cache has done in the last day, by the minute, for the whole fleet: every process adds what it has counted
 * to a hash in cache Redis. When that is lost, so is the history; while it is away, processes keep what they count.
 */
@Injectable()
export class CacheHistory implements OnModuleInit, OnModuleDestroy {
  readonly #fallback = new RedisFallback('cache_history');
  #timer?: NodeJS.Timeout;

  constructor(@Inject(CACHE_REDIS) private readonly redis: CacheRedis) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => void this.write(), WRITE_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }

  /** Adds what this process has counted since the last time. Never rejects. */
  async write(): Promise<void> {
    const news = takeTallies();
    if (news.size === 0) return;
    await this.#fallback.run(
      () => this.#add(news),
      () => giveBack(news),
    );
  }

  /** The last so many minutes, the current one too, the oldest first. Rejects while Redis is away. */
  async read(minutes: number): Promise<CacheMinute[]> {
    const current = minuteOf(Date.now());
    const starts = Array.from({ length: minutes }, (_, back) => current - (minutes - 1 - back) * MINUTE_MS);
    const history: CacheMinute[] = [];
    for (let at = 0; at < minutes; at += SLICE)
      history.push(...(await within(READ_MS, this.#read(starts.slice(at, at + SLICE)))));
    return history;
  }

  #read(starts: readonly number[]): Promise<CacheMinute[]> {
    const minute = async (start: number) => ({
      start,
      tallies: talliesOf(await this.redis.hGetAll(keyOf(start))),
    });
    return Promise.all(starts.map(minute));
  }

  async #add(news: ReadonlyMap<string, Tally>): Promise<void> {
    const key = keyOf(minuteOf(Date.now()));
    const step = this.redis.multi();
    for (const [namespace, tally] of news)
      for (const [field, count] of Object.entries(tally)) step.hIncrBy(key, `${namespace} ${field}`, count);
    await step.expire(key, KEPT_SECONDS).exec();
  }
}

function minuteOf(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}

function keyOf(start: number): string {
  return `cache:minute:${start / MINUTE_MS}`;
}

function talliesOf(hash: Record<string, string>): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const [name, count] of Object.entries(hash)) {
    const [namespace = '', field = ''] = name.split(' ');
    tallies.set(namespace, { ...tallies.get(namespace), [field]: Number(count) });
  }
  return tallies;
}
