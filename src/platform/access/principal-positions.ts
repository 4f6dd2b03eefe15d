import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { FURTHEST, laterPosition, type WalPosition } from '../../shared/wal-position.js';
import { DatabaseCluster } from '../database/nodes/cluster.js';
import type { CacheRedis } from '../redis/cache-client.js';
import { within } from '../../shared/within.js';
import { CACHE_REDIS } from '../redis/redis.module.js';

const ANSWER_TIMEOUT_MS = 100;

/**
 * How far each user has written, so that they read their own writes on every device, also where a program keeps
 * neither the cookie nor the header. In cache Redis; while that is away, the cookie and the header remain.
 */
@Injectable()
export class PrincipalPositions {
  readonly #logger = new Logger(PrincipalPositions.name);

  constructor(
    @Inject(CACHE_REDIS) private readonly redis: CacheRedis,
    @Inject(CONFIG) private readonly config: Config,
    private readonly cluster: DatabaseCluster,
  ) {}

  /** Undefined when the user has not written lately. Never rejects. */
  async find(userId: number): Promise<WalPosition | undefined> {
    const asked = this.redis.zRangeWithScores(this.#key(userId), 0, -1);
    const entries = await within(ANSWER_TIMEOUT_MS, asked).catch(() => []);
    return entries
      .map(({ value, score }) => positionOf(Number(value), score))
      .reduce<WalPosition | undefined>(laterPosition, undefined);
  }

  /** Keeps a position unless a later one is known. Never rejects. */
  async keep(userId: number, { timeline, lsn }: WalPosition): Promise<void> {
    const key = this.#key(userId);
    const kept = this.redis
      .multi()
      // Scores are exact up to 2^53 bytes of log, which no server writes in its life.
      .zAdd(key, { value: String(timeline), score: Number(lsn) }, { comparison: 'GT' })
      .pExpire(key, this.config.consistency.ttlMs)
      .exec();
    await within(ANSWER_TIMEOUT_MS, kept).catch((error: unknown) =>
      this.#logger.warn({ msg: 'position of a user not kept', err: error }),
    );
  }

  // Positions of one database mean nothing in another.
  #key(userId: number): string {
    return `position:${this.cluster.systemId}:${userId}`;
  }
}

function positionOf(timeline: number, score: number): WalPosition {
  return timeline === FURTHEST.timeline ? FURTHEST : { timeline, lsn: BigInt(score) };
}
