import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { AppError } from '../../shared/app-error.js';
import { within } from '../../shared/within.js';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { QUEUE_REDIS } from '../redis/redis.module.js';

const PATIENCE_MS = 1000;
/** Nobody is at work on a tally for as long as that. */
const REMEMBERED = `interval '7 days'`;

/**
 * Counts things in a hash of queue Redis, which forgets nothing by itself, and moves the counts into the database from
 * time to time: for what is counted too often to write a row each time. docs/caching.md says why none is lost or
 * counted twice.
 */
@Injectable()
export class Tallies {
  constructor(
    @Inject(QUEUE_REDIS) private readonly redis: Redis,
    private readonly database: Database,
  ) {}

  /** One more. Throws `count_unavailable` while queue Redis is away. */
  async add(tally: string, id: number): Promise<void> {
    await within(PATIENCE_MS, this.redis.hincrby(key(tally), String(id), 1)).catch((cause: unknown) => {
      const message = 'Nothing can be counted at the moment.';
      throw new AppError('unavailable', 'count_unavailable', message, { retryAfter: 5, cause });
    });
  }

  /**
   * Gives the counts since the last time to `apply`, in a transaction, and forgets them once that has committed. Whoever
   * dies in between leaves them to the next, who sees by the id of the counts whether they have been applied.
   */
  async move(
    tally: string,
    apply: (tx: Transaction, counts: ReadonlyMap<number, number>) => Promise<void>,
  ): Promise<void> {
    const moved = `${key(tally)}:moved`;
    const found = (await this.redis.eval(TAKE, 2, key(tally), moved, randomUUID())) as string[];
    const { id, ...counts } = Object.fromEntries(pairsOf(found));
    if (id === undefined) return;
    await this.database.transaction(`tally.${tally}`, async (tx) => {
      const applied = await tx.manager.query<unknown[]>(
        `INSERT INTO applied_tallies (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id`,
        [id],
      );
      if (applied.length === 0) return;
      await apply(tx, new Map(Object.entries(counts).map(([each, count]) => [Number(each), Number(count)])));
      await tx.manager.query(`DELETE FROM applied_tallies WHERE applied_at < now() - ${REMEMBERED}`);
    });
    await this.redis.eval(FORGET, 1, moved, id);
  }
}

// What somebody has moved aside before and not finished comes first.
const TAKE = `
  if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('EXISTS', KEYS[1]) == 1 then
    redis.call('RENAME', KEYS[1], KEYS[2])
    redis.call('HSET', KEYS[2], 'id', ARGV[1])
  end
  return redis.call('HGETALL', KEYS[2])`;

const FORGET = `if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then redis.call('UNLINK', KEYS[1]) end`;

// Both keys of a tally have to be in one place, were Redis ever a cluster.
function key(tally: string): string {
  return `tally:{${tally}}`;
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []));
}
