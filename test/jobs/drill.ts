import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { Database } from '../../src/platform/database/database.js';
import type { QueueName } from '../../src/platform/jobs/define-job.js';
import type { EnqueueOptions } from '../../src/platform/jobs/enqueue-options.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { QUEUE_REDIS } from '../../src/platform/redis/redis.module.js';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { environment, RunningProcess } from '../support/processes.ts';
import { testJob, type Work } from './definitions.ts';
import { RECORD_TABLES, type Run } from './record.ts';

/** An API that enqueues, workers as processes, and the record of what they did. */
export class JobsDrill {
  private constructor(readonly api: TestApi) {}

  static async open(overrides: Record<string, string> = PRIMARY_ONLY): Promise<JobsDrill> {
    const drill = new JobsDrill(await startApi(overrides));
    await drill.ask(RECORD_TABLES);
    return drill;
  }

  /** Starts a worker with the jobs of the drills, and does not wait for it. */
  async launch(overrides: Record<string, string> = {}): Promise<RunningProcess> {
    return new RunningProcess([process.execPath, 'test/jobs/worker.ts'], await environment(overrides));
  }

  /** Starts one that takes jobs. */
  async worker(overrides?: Record<string, string>): Promise<RunningProcess> {
    const worker = await this.launch(overrides);
    await worker.line('taking jobs', 60_000);
    return worker;
  }

  workers(count: number, overrides?: Record<string, string>): Promise<RunningProcess[]> {
    return Promise.all(Array.from({ length: count }, () => this.worker(overrides)));
  }

  /** Enqueues jobs in one transaction, through the outbox; their ids. */
  async enqueueAll(name: string, payloads: readonly Work[], options?: EnqueueOptions): Promise<string[]> {
    const { app } = this.api;
    return app
      .get(Database)
      .transaction('test.enqueue', (tx) =>
        app.get(JobQueues).enqueueAll(tx, testJob(name), payloads, options),
      );
  }

  async enqueue(name: string, payload: Work, options?: EnqueueOptions): Promise<string> {
    const [id = ''] = await this.enqueueAll(name, [payload], options);
    return id;
  }

  queue(name: QueueName): Queue {
    return this.api.app.get(JobQueues).queue(name);
  }

  /** Takes a job from its worker and has it wait again, as queues do when a worker did not answer in time. */
  async stall(name: QueueName, id: string): Promise<void> {
    const queue = this.queue(name);
    const redis = this.api.app.get<Redis>(QUEUE_REDIS);
    await redis.del(queue.toKey(`${id}:lock`));
    await redis.lrem(queue.toKey('active'), 1, id);
    await redis.lpush(queue.toKey('wait'), id);
    await redis.zadd(queue.toKey('marker'), 0, '0');
  }

  /** Waits until relays have handed everything over. */
  async handedOver(): Promise<void> {
    await eventually(async () => (await this.ask('SELECT FROM outbox')).length === 0, 60_000);
  }

  /** Lets the jobs go that hold on to `key`. */
  async release(key: string): Promise<void> {
    await this.ask('INSERT INTO test_released VALUES ($1)', [key]);
  }

  /** All runs so far in the order in which they began; of one job, if one is named. */
  runs(jobId?: string): Promise<Run[]> {
    return this.ask('SELECT * FROM test_runs WHERE $1::text IS NULL OR job_id = $1 ORDER BY id', [jobId]);
  }

  /** Waits until there are so many runs of a job. */
  async begun(jobId: string, count = 1): Promise<Run[]> {
    return eventually(async () => {
      const runs = await this.runs(jobId);
      return runs.length >= count && runs;
    }, 60_000);
  }

  /** The effects there are, and what they add up to. */
  async effects(): Promise<{ jobs: number; total: number; workers: number }> {
    const [row] = await this.ask<{ jobs: number; total: number; workers: number }>(
      `SELECT count(*)::int AS jobs, count(DISTINCT worker)::int AS workers,
         (SELECT sum(total)::int FROM test_tally) AS total FROM test_effects`,
    );
    return row ?? { jobs: 0, total: 0, workers: 0 };
  }

  /** A job as clients see it. */
  async view(queue: string, id: string): Promise<JobFacts> {
    return (await this.api.http().get(`/api/v1/jobs/${queue}/${id}`)).body as JobFacts;
  }

  /** Waits until a job has come to an end, whichever. */
  ended(queue: string, id: string, ms = 60_000): Promise<JobFacts> {
    return eventually(async () => {
      const view = await this.view(queue, id);
      return ['completed', 'failed', 'cancelled'].includes(view.state) && view;
    }, ms);
  }

  async ask<Row>(sql: string, values?: unknown[]): Promise<Row[]> {
    return this.api.dataSource.query<Row[]>(sql, values);
  }
}

interface JobFacts {
  id: string;
  state: string;
  attempts: number;
  reason?: string;
}

/** Ends workers as a deployment does; their exit codes. */
export async function stopAll(workers: readonly RunningProcess[]): Promise<(number | string)[]> {
  for (const worker of workers) worker.signal('SIGTERM');
  return Promise.all(workers.map((worker) => worker.exit()));
}
