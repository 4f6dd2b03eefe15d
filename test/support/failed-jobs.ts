import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { QueueName } from '../../src/platform/jobs/define-job.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { QUEUE_REDIS } from '../../src/platform/redis/redis.module.js';
import type { TestApi } from './api.ts';

interface FailedJob {
  queue?: QueueName;
  name?: string;
  /** As a queue keeps it. */
  failedReason?: string;
  payload?: unknown;
  failedAt?: number;
}

/** Jobs that have failed for good, as BullMQ leaves them, without a worker. Returns their ids, the oldest first. */
export async function addFailedJobs({ app }: TestApi, count: number, job: FailedJob = {}): Promise<string[]> {
  const { queue: name = 'email', failedAt = Date.now() - 60_000 } = job;
  const queue = app.get(JobQueues).queue(name);
  const pipeline = app.get<Redis>(QUEUE_REDIS).pipeline();
  const ids = Array.from({ length: count }, () => randomUUID());
  ids.forEach((id, index) => {
    const finishedOn = failedAt + index;
    const times = { timestamp: finishedOn - 9000, processedOn: finishedOn - 2000, finishedOn };
    pipeline.hset(queue.toKey(id), {
      ...times,
      name: job.name ?? 'email.send',
      data: JSON.stringify({ payload: job.payload ?? {}, requestId: 'tea-time', userId: 12 }),
      opts: JSON.stringify({ attempts: 3, backoff: 10 }),
      failedReason: job.failedReason ?? '[mail_refused] 550 no such mailbox',
      stacktrace: JSON.stringify(['Error: no\n    at handle (/app/dist/handler.js:1:1)']),
      atm: 3,
      ats: 3,
    });
    pipeline.zadd(queue.toKey('failed'), finishedOn, id);
  });
  await pipeline.exec();
  return ids;
}
