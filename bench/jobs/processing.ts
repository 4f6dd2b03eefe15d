import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import { cpuSeconds } from '../cpu-time.ts';
import { PAYLOAD, STARTS, now, start, TAKEN } from './product.ts';
import type { Setting } from './setting.ts';

/** How a job is kept is the same for all. */
const KEPT = { removeOnComplete: { age: 86_400 }, removeOnFail: { age: 604_800 } };
/** What the product says of each job besides: Redis has more to do for one that has a priority. */
const OURS = {
  ...KEPT,
  priority: 10,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
};

export type WorkerName = 'bare' | 'groundwork';

/** Whose worker does which jobs: `plain` ones have no priority and are not tried again. */
export const PROCESSING = {
  plain: { worker: 'bare', opts: KEPT },
  bare: { worker: 'bare', opts: OURS },
  groundwork: { worker: 'groundwork', opts: OURS },
} as const;
export type ProcessingName = keyof typeof PROCESSING;

export interface ProcessingTurn {
  perSecond: number;
  /** CPU time of the worker for one job, in microseconds. */
  cpuUs: number;
}

/** How fast a worker does jobs that do nothing, from a queue that is full. */
export async function processAll(
  setting: Setting,
  name: ProcessingName,
  count: number,
): Promise<ProcessingTurn> {
  const { worker, opts } = PROCESSING[name];
  const queue = worker === 'bare' ? setting.bare : setting.jobs.queue(TAKEN);
  await queue.pause();
  await fill(queue, count, opts);
  const cpu = cpuSeconds(setting.pids[worker]);
  const startedAt = performance.now();
  await queue.resume();
  while ((await queue.getCompletedCount()) < count) await sleep(5);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuUs = ((cpuSeconds(setting.pids[worker]) - cpu) * 1e6) / count;
  await queue.obliterate({ force: true });
  await queue.resume();
  return { perSecond: count / seconds, cpuUs };
}

async function fill(queue: Queue, count: number, opts: object): Promise<void> {
  const job = { name: 'bench.idle', data: { payload: PAYLOAD }, opts };
  for (let left = count; left > 0; left -= 500)
    await queue.addBulk(Array<typeof job>(Math.min(left, 500)).fill(job));
}

/** Milliseconds from the end of the commit, or from the call of `add`, until the handler begins; one job at a time. */
export async function startLatencies(setting: Setting, name: WorkerName, count: number): Promise<number[]> {
  const { redis, bare, database, jobs } = setting;
  const enqueue = () =>
    name === 'bare'
      ? bare.add('bench.start', { payload: PAYLOAD }, KEPT)
      : database.transaction('bench', (tx) => jobs.enqueueAll(tx, start, [PAYLOAD]));
  const taken: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const called = now();
    await enqueue();
    const from = name === 'bare' ? called : now();
    const [, begun] = (await redis.blpop(STARTS, 60)) ?? [];
    if (begun === undefined) throw new Error(`a job of ${name} was not begun within a minute`);
    taken.push(Number(begun) - from);
  }
  return taken;
}
