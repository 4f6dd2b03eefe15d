import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { launchNode } from '../../local/run/child.ts';
import type { BenchStack } from '../bench-stack.ts';
import { BARE, loadProduct, NOT_TAKEN, type ProductDatabase, type ProductQueues, TAKEN } from './product.ts';

/** All that the turns use: both workers run as processes of their own, and this process enqueues. */
export interface Setting {
  database: ProductDatabase;
  jobs: ProductQueues;
  /** Queue of bare BullMQ. */
  bare: Queue;
  redis: Redis;
  pids: { bare: number; groundwork: number };
}

export async function openSetting(bench: BenchStack, concurrency: number): Promise<Setting> {
  const url = bench.env.REDIS_QUEUE_URL ?? '';
  const connection = { url, maxRetriesPerRequest: null };
  const bare = new Queue(BARE, { connection });
  const redis = new Redis(connection.url);
  bench.undo.push(async () => void (await Promise.all([bare.close(), redis.quit()])));
  const { database, jobs } = await openProducer(bench);
  const ours = { WORKER_QUEUES: TAKEN, QUEUE_CONCURRENCY: `${TAKEN}=${concurrency}` };
  const pids = {
    bare: startWorker(bench, 'bare', { BENCH_CONCURRENCY: String(concurrency) }),
    groundwork: startWorker(bench, 'product', ours),
  };
  await Promise.all([bare, jobs.queue(TAKEN)].map(isTaken));
  return { database, jobs, bare, redis, pids };
}

/** The part of the product that a request uses to enqueue, in this process. */
async function openProducer({ env, undo }: BenchStack): Promise<Pick<Setting, 'database' | 'jobs'>> {
  const product = await loadProduct();
  Object.assign(process.env, env);
  const root = {
    module: class Producer {},
    imports: [
      product.ConfigModule.forRoot(product.loadConfig()),
      product.DatabaseModule.forRoot([]),
      product.RedisModule,
      product.JobsModule.forRoot([]),
    ],
  };
  const app = await NestFactory.createApplicationContext(root, { logger: ['error'] });
  undo.push(() => app.close());
  const jobs = app.get(product.JobQueues);
  return { database: app.get(product.Database), jobs };
}

/** With its output in a file, as in a real deployment. */
function startWorker({ dir, env, undo }: BenchStack, name: string, settings: NodeJS.ProcessEnv): number {
  const output = openSync(join(dir, `${name}-worker.log`), 'a');
  const args = [...profiling(name), `bench/jobs/${name}-worker.ts`];
  const child = launchNode({ args, env: { ...env, ...settings }, output });
  closeSync(output);
  undo.push(() => child.stop(20_000));
  return child.pid;
}

function profiling(name: string): string[] {
  const folder = process.env.BENCH_PROFILES;
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`] : [];
}

async function isTaken(queue: Queue): Promise<void> {
  const deadline = Date.now() + 60_000;
  while ((await queue.getWorkersCount()) === 0) {
    if (Date.now() > deadline) throw new Error(`no worker takes jobs of the queue ${queue.name}`);
    await sleep(50);
  }
}

/** Forgets all jobs of these queues. */
export async function emptyQueues({ bare, jobs }: Setting): Promise<void> {
  for (const queue of [bare, jobs.queue(TAKEN), jobs.queue(NOT_TAKEN)])
    await queue.obliterate({ force: true });
}
