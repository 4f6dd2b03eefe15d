import { Injectable, Logger } from '@nestjs/common';
import { InjectThrottlerStorage } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter } from 'prom-client';
import { AppError } from '../../shared/app-error.js';
import type { RedisThrottlerStorage } from './redis-throttler-storage.js';
import { planOfKey } from './throttlers.js';

export interface Bucket {
  key: string;
  limit: number;
  windowMs: number;
}

const limited = new Counter({
  name: 'groundwork_rate_limited_total',
  help: 'Requests refused because their plan was used up',
  labelNames: ['plan'],
});

const counted = new WeakSet<FastifyRequest>();

/** Counts requests, tells their clients what is left, and refuses what is too much. */
@Injectable()
export class RateLimiter {
  readonly #logger = new Logger('RateLimit');

  constructor(@InjectThrottlerStorage() private readonly storage: RedisThrottlerStorage) {}

  /** Throws `rate_limited` when the bucket is empty. Adds to the headers of the answer either way. */
  async count(bucket: Bucket, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    counted.add(request);
    const { key, limit, windowMs } = bucket;
    const plan = planOfKey(key);
    const hit = await this.storage.increment(key, windowMs, limit);
    append(reply, 'ratelimit-policy', policyItem(plan, bucket));
    append(reply, 'ratelimit', stateItem(plan, limit, hit));
    if (hit.isBlocked) this.#refuse(plan, hit.timeToBlockExpire, request);
  }

  /**
   * Counts a request that costs less than asking Redis, and says what its answer is to tell of it.
   * Undefined, and the request is to be counted by `count`, when nothing is known of the bucket or it is empty.
   */
  countKnown({ key, limit, windowMs }: Bucket): { policy: string; state: string } | undefined {
    const hit = this.storage.incrementKnown(key, windowMs, limit);
    if (!hit || hit.isBlocked) return undefined;
    const plan = planOfKey(key);
    return { policy: policyItem(plan, { limit, windowMs }), state: stateItem(plan, limit, hit) };
  }

  /** Says that a request is not to be counted. */
  exempt(request: FastifyRequest): void {
    counted.add(request);
  }

  /** Whether the request was counted, or found exempt. */
  knows(request: FastifyRequest): boolean {
    return counted.has(request);
  }

  #refuse(plan: string, retryAfter: number, request: FastifyRequest): never {
    limited.inc({ plan });
    const { method, ip, routeOptions } = request;
    this.#logger.warn({ msg: 'request limited', plan, method, route: routeOptions.url, address: ip });
    throw new AppError('limited', 'rate_limited', `Too many requests. Try again in ${retryAfter} s.`, {
      retryAfter,
    });
  }
}

function policyItem(plan: string, { limit, windowMs }: Pick<Bucket, 'limit' | 'windowMs'>): string {
  return `"${plan}";q=${limit};w=${Math.ceil(windowMs / 1000)}`;
}

function stateItem(plan: string, limit: number, hit: { totalHits: number; timeToExpire: number }): string {
  return `"${plan}";r=${Math.max(0, limit - hit.totalHits)};t=${hit.timeToExpire}`;
}

// Fields of draft-ietf-httpapi-ratelimit-headers are lists: one item for each plan that the request was counted for.
function append(reply: FastifyReply, name: string, item: string): void {
  const before = reply.getHeader(name);
  void reply.header(name, before === undefined ? item : `${String(before)}, ${item}`);
}
