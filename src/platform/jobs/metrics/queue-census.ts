import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { answered } from '../answered.js';
import { PRIORITIES } from '../enqueue-options.js';

/** How many jobs of a queue are where, and since when the oldest has been waiting that could be done now. */
export interface QueueCensus {
  counts: Record<'waiting' | 'delayed' | 'active' | 'completed' | 'failed', number>;
  /** Milliseconds since 1970. */
  oldestDue?: number;
}

/** BullMQ orders by priority first, then by a number that grows. */
const PLACES = 2 ** 32;
/** BullMQ keeps the time of a delayed job in the upper bits, and its place among others in the lower. */
const DELAY_PLACES = 2 ** 12;

/** Takes two questions to Redis, however long the queue is. Throws `queue_unavailable`. */
export async function takeCensus(redis: Redis, queue: Queue, now: number): Promise<QueueCensus> {
  const key = (name: string) => queue.toKey(name);
  const asked = redis
    .pipeline()
    .llen(key('wait'))
    .zcard(key('prioritized'))
    .zcard(key('delayed'))
    .llen(key('active'))
    .zcard(key('completed'))
    .zcard(key('failed'))
    .zrange(key('delayed'), 0, 0, 'WITHSCORES')
    .lindex(key('wait'), -1);
  // Within a priority the first is the oldest; which priority has the oldest of all nobody knows.
  for (const priority of Object.values(PRIORITIES)) {
    const [from, to] = [priority * PLACES, (priority + 1) * PLACES];
    asked.zrangebyscore(key('prioritized'), from, `(${to}`, 'LIMIT', 0, 1);
  }
  const answers = ((await answered(asked.exec())) ?? []).map(([, answer]) => answer);
  const numbers = answers.slice(0, 6) as number[];
  const [wait = 0, prioritized = 0, delayed = 0, active = 0, completed = 0, failed = 0] = numbers;
  const [first, ...heads] = answers.slice(6) as (string | string[] | null)[];
  const ids = heads.flat().filter((id) => id !== null);
  const dues = await Promise.all(ids.map((id) => dueOf(redis, key(id))));
  const late = Number(first?.[1] ?? Infinity) / DELAY_PLACES;
  const oldest = Math.min(...dues.filter((due) => due !== undefined), late <= now ? late : Infinity);
  return {
    counts: { waiting: wait + prioritized, delayed, active, completed, failed },
    ...(Number.isFinite(oldest) && { oldestDue: oldest }),
  };
}

/** Undefined when somebody has taken it away meanwhile. One that failed has been due since its last run, about. */
async function dueOf(redis: Redis, key: string): Promise<number | undefined> {
  const [timestamp, delay, began] = await answered(redis.hmget(key, 'timestamp', 'opts', 'processedOn'));
  if (!timestamp) return undefined;
  const options = JSON.parse(delay ?? '{}') as { delay?: number };
  return Math.max(Number(timestamp) + (options.delay ?? 0), Number(began ?? 0));
}
