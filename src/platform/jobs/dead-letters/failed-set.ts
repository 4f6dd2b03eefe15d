import type { Redis } from 'ioredis';
import type { Queue } from 'bullmq';
import { answered } from '../answered.js';
import { parseFailure } from '../job-failure.js';

/** What the list of a queue's failed jobs says of each without looking at it. */
export interface FailedJob {
  queue: string;
  id: string;
  failedAt: number;
}

export interface FailedJobFilter {
  name?: string;
  reason?: string;
  /** Which names pass. */
  isKnown?: (name: string) => boolean;
}

/** The jobs of one queue that have failed for good, as BullMQ keeps them. */
export class FailedSet {
  readonly #key: string;

  constructor(
    private readonly redis: Redis,
    private readonly queue: Queue,
  ) {
    this.#key = queue.toKey('failed');
  }

  count(): Promise<number> {
    return answered(this.redis.zcard(this.#key));
  }

  /** From the place `start` on, at the most `count`. */
  async part(order: 'newest' | 'oldest', start: number, count: number): Promise<FailedJob[]> {
    const stop = start + count - 1;
    const found = await answered(
      order === 'newest'
        ? this.redis.zrevrange(this.#key, start, stop, 'WITHSCORES')
        : this.redis.zrange(this.#key, start, stop, 'WITHSCORES'),
    );
    const ids = found.filter((_, index) => index % 2 === 0);
    return ids.map((id, index) => ({
      queue: this.queue.name,
      id,
      failedAt: Number(found[2 * index + 1]),
    }));
  }

  /** Those of `ids` that are there. Nothing else is asked for by its id: other keys begin in the same way. */
  async among(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const scores = await answered(this.redis.zmscore(this.#key, ...ids));
    return ids.filter((_, index) => scores[index] !== null);
  }

  /** Takes one out; false when somebody else has it out already. */
  async take(id: string): Promise<boolean> {
    return (await answered(this.redis.zrem(this.#key, id))) === 1;
  }

  /** Those of `ids` that the filter lets through. */
  async matching(ids: readonly string[], { name, reason, isKnown }: FailedJobFilter): Promise<string[]> {
    if (name === undefined && reason === undefined && !isKnown) return [...ids];
    const asked = this.redis.pipeline();
    for (const id of ids) asked.hmget(this.queue.toKey(id), 'name', 'failedReason');
    const answers = (await answered(asked.exec())) ?? [];
    return ids.filter((_, index) => {
      const [jobName, text] = (answers[index]?.[1] ?? []) as (string | null)[];
      if (name !== undefined && jobName !== name) return false;
      if (isKnown && !isKnown(jobName ?? '')) return false;
      return reason === undefined || parseFailure(text ?? '').reason === reason;
    });
  }
}
