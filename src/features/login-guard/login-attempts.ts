import { Inject, Injectable } from '@nestjs/common';
import type { CacheRedis } from '../../platform/redis/cache-client.js';
import { RedisFallback } from '../../platform/redis/redis-fallback.js';
import { CACHE_REDIS } from '../../platform/redis/redis.module.js';
import { RedisScript } from '../../platform/redis/redis-script.js';
import { ExpiringMap } from '../../shared/expiring-map.js';
import { type LockOut, type LockOutRules, withAttempt, withoutAttempt } from './lock-out.js';
import { ADMIT, GIVE_BACK } from './lock-out-scripts.js';

/** What attempts are counted for. */
export interface Counted {
  by: 'address' | 'account' | 'device';
  key: string;
  rules: LockOutRules;
}

export interface Refusal {
  by: Counted['by'];
  waitMs: number;
}

const admit = new RedisScript(ADMIT);
const giveBack = new RedisScript(GIVE_BACK);

/** Counts attempts in cache Redis, where all processes see them; while it is away each process counts for itself. */
@Injectable()
export class LoginAttempts {
  readonly #fallback = new RedisFallback('login');
  readonly #local = new ExpiringMap<LockOut>(100_000);

  constructor(@Inject(CACHE_REDIS) private readonly redis: CacheRedis) {}

  /** Counts one attempt for each, or for none when one of them is locked. */
  async admit(counted: readonly Counted[]): Promise<Refusal | undefined> {
    const [place, waitMs] = await this.#fallback.run(
      () => run(this.redis, admit, counted),
      () => this.#admitLocally(counted, Date.now()),
    );
    const refusing = counted[place - 1];
    return refusing && { by: refusing.by, waitMs };
  }

  async giveBack(counted: readonly Counted[]): Promise<void> {
    await this.#fallback.run(
      () => run(this.redis, giveBack, counted),
      () => this.#giveBackLocally(counted, Date.now()),
    );
  }

  #admitLocally(counted: readonly Counted[], now: number): [number, number] {
    const states = counted.map(({ key }) => this.#local.get(key, now));
    const locked = states.findIndex((state) => state && now < state.lockedUntil);
    if (locked !== -1) return [locked + 1, (states[locked]?.lockedUntil ?? now) - now];
    counted.forEach(({ key, rules }, i) => this.#keep(key, withAttempt(states[i], rules, now), rules, now));
    return [0, 0];
  }

  #giveBackLocally(counted: readonly Counted[], now: number): [number, number] {
    for (const { key, rules } of counted) {
      const state = this.#local.get(key, now);
      if (state) this.#keep(key, withoutAttempt(state, rules, now), rules, now);
    }
    return [0, 0];
  }

  #keep(key: string, state: LockOut, { windowMs }: LockOutRules, now: number): void {
    this.#local.set(key, state, Math.max(now + windowMs, state.lockedUntil, state.forgetAt));
  }
}

async function run(
  redis: CacheRedis,
  script: RedisScript,
  counted: readonly Counted[],
): Promise<[number, number]> {
  const { windowMs = 0, longestLockMs = 0 } = counted[0]?.rules ?? {};
  const keys = counted.map(({ key }) => key);
  const limits = counted.map(({ rules }) => rules.attempts);
  return (await script.run(redis, keys, [windowMs, longestLockMs, ...limits])) as [number, number];
}
