import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { BARE, now, STARTS } from './product.ts';

// BullMQ and nothing else: what a worker costs that validates, logs, limits and records nothing.
const url = process.env.REDIS_QUEUE_URL ?? '';
const redis = new Redis(url);

const worker = new Worker(
  BARE,
  async ({ name }) => {
    if (name === 'bench.start') await redis.rpush(STARTS, now());
  },
  { connection: { url, maxRetriesPerRequest: null }, concurrency: Number(process.env.BENCH_CONCURRENCY) },
);
worker.on('error', (error) => console.error(error));

process.on('SIGTERM', () => process.exit(0));
