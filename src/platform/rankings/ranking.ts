import { randomUUID } from 'node:crypto';
import type { CacheRedis } from '../redis/cache-client.js';
import { RedisFallback } from '../redis/redis-fallback.js';
import type { RedisScript } from '../redis/redis-script.js';
import { BEGIN, CHANGE, READ, REPLACE } from './ranking-scripts.js';

/** Of two with one score the one with the higher id comes first. */
export interface Ranked {
  id: number;
  /** Above 0; whoever has none is not in a ranking. */
  score: number;
}

/** What comes before a reading of the database, so that what it finds can be told from what was found before. */
interface Turn {
  epoch: string;
  number: number;
}

/** Members are compared as texts where scores are equal: as many digits as the largest id has. */
const DIGITS = 16;
const LIFETIME_S = 3600;

/**
 * The first ones of what the database counts, in a sorted set of cache Redis. It knows who is above a floor, all of
 * them; the database is asked for a new list when too few are left. Whatever reaches it late cannot undo what is newer:
 * who changes it takes a turn first, then reads the database, and is passed over where somebody with a later turn was
 * faster. While Redis is away it knows nobody.
 */
export class Ranking {
  readonly #keys: [string, string];
  readonly #fallback: RedisFallback;

  /** @param size how many a new list has */
  constructor(
    private readonly redis: CacheRedis,
    name: string,
    private readonly size: number,
  ) {
    this.#keys = [`ranking:{${name}}`, `ranking:{${name}}:about`];
    this.#fallback = new RedisFallback('ranking');
  }

  /** The first ones; undefined when the ranking has to be made, or Redis is away. */
  async read(limit: number): Promise<Ranked[] | undefined> {
    const found = (await this.#run(READ, [limit])) as string[] | null | undefined;
    if (!found) return undefined;
    return found.flatMap((member, index) =>
      index % 2 === 0 ? [{ id: Number(member), score: Number(found[index + 1]) }] : [],
    );
  }

  /**
   * Makes the ranking of what `load` reads from the primary, and returns that: the first `size`. Undefined, and nothing is
   * read, while Redis is away.
   */
  async replace(load: (size: number) => Promise<Ranked[]>): Promise<Ranked[] | undefined> {
    const turn = await this.#begin(true);
    if (!turn) return undefined;
    const ranked = await load(this.size);
    const isMore = ranked.length < this.size ? 0 : 1;
    await this.#run(REPLACE, [...told(turn), LIFETIME_S, isMore, ...pairs(ranked)]);
    return ranked;
  }

  /** Brings those up to date whose score may be another: `load` reads them from the primary, also those without one. */
  async change(load: () => Promise<Ranked[]>): Promise<void> {
    const turn = await this.#begin(false);
    if (turn) await this.#run(CHANGE, [...told(turn), ...pairs(await load())]);
  }

  /** The next who reads makes it anew. */
  async forget(): Promise<void> {
    await this.#fallback.run(
      () => this.redis.unlink(this.#keys),
      () => undefined,
    );
  }

  async #begin(create: boolean): Promise<Turn | undefined> {
    const begun = (await this.#run(BEGIN, [randomUUID(), create ? 1 : 0, LIFETIME_S])) as
      [string, number] | null | undefined;
    return begun ? { epoch: begun[0], number: begun[1] } : undefined;
  }

  #run(script: RedisScript, args: (string | number)[]): Promise<unknown> {
    return this.#fallback.run<unknown>(
      () => script.run(this.redis, this.#keys, args),
      () => undefined,
    );
  }
}

function told({ epoch, number }: Turn): [string, number] {
  return [epoch, number];
}

function pairs(ranked: readonly Ranked[]): (string | number)[] {
  return ranked.flatMap(({ id, score }) => [score, String(id).padStart(DIGITS, '0')]);
}
