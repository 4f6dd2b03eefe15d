import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../../config/config.js';
import { QUEUE_REDIS } from '../../redis/redis.module.js';
import { answered } from '../answered.js';
import { QUEUES, type QueueName } from '../define-job.js';
import { JobQueues } from '../job-queues.js';
import { historyEntryOf, type JobHistoryEntry } from './job-history-entry.js';
import { type JobEnd, JobHistory } from './job-history.js';

const PAGE = 1000;
const DAY_MS = 86_400_000;
/** Clocks of workers differ, and what ended a moment before the last sweep may not have been in its queue yet. */
const OVERLAP_MS = 10 * 60_000;
/** What has just ended is still to be written by its worker, which does so twice a second; the next sweep will look at it. */
const SETTLED_MS = 30_000;

/** Adds to the history what workers could not: they were killed, had no room, or the database forgot it. */
@Injectable()
export class HistorySweep {
  constructor(
    private readonly queues: JobQueues,
    private readonly history: JobHistory,
    private readonly dataSource: DataSource,
    @Inject(QUEUE_REDIS) private readonly redis: Redis,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Looks through what has ended since the last sweep, and returns how much was missing. */
  async run(): Promise<number> {
    let added = 0;
    for (const queue of QUEUES) {
      const begin = Date.now();
      const span = { since: await this.#since(queue), until: begin - SETTLED_MS };
      for (const state of ['completed', 'failed'] as const)
        for await (const ends of this.#ends(queue, state, span)) added += await this.#add(queue, state, ends);
      await this.dataSource.query(
        `INSERT INTO job_history_sweeps VALUES ($1, to_timestamp($2::float8 / 1000))
         ON CONFLICT (queue) DO UPDATE SET swept_at = excluded.swept_at`,
        [queue, begin],
      );
    }
    return added;
  }

  async #since(queue: QueueName): Promise<number> {
    const [last] = await this.dataSource.query<{ sweptAt: Date }[]>(
      `SELECT swept_at AS "sweptAt" FROM job_history_sweeps WHERE queue = $1`,
      [queue],
    );
    // What retention has dropped must not come back.
    const kept = Date.now() - this.config.jobHistory.retentionDays * DAY_MS;
    return Math.max(kept, last ? last.sweptAt.getTime() - OVERLAP_MS : 0);
  }

  /** In parts, the oldest first. Some come twice. */
  async *#ends(
    queue: QueueName,
    state: 'completed' | 'failed',
    { since, until }: { since: number; until: number },
  ): AsyncGenerator<JobEnd[]> {
    const key = this.queues.queue(queue).toKey(state);
    for (let from = since; ;) {
      const found = await answered(
        this.redis.zrangebyscore(key, from, until, 'WITHSCORES', 'LIMIT', 0, PAGE),
      );
      const ends = pairs(found);
      if (ends.length > 0) yield ends;
      if (ends.length < PAGE) return;
      // By time and not by place: the queue forgets the oldest meanwhile. More than a page do not end at one moment.
      const last = ends.at(-1)?.finishedAt ?? 0;
      from = last > from ? last : last + 1;
    }
  }

  async #add(queue: QueueName, state: 'completed' | 'failed', ends: readonly JobEnd[]): Promise<number> {
    const missing = await this.history.missing(queue, ends);
    const jobs = await answered(
      Promise.all(missing.map(({ jobId }) => this.queues.queue(queue).getJob(jobId))),
    );
    const entries = jobs
      // One that has been retried since has another end, or none yet.
      .filter((job, index) => job?.finishedOn === missing[index]?.finishedAt)
      .map((job) => job && historyEntryOf(job, state))
      .filter((entry): entry is JobHistoryEntry => entry !== undefined);
    await this.history.add(entries);
    return entries.length;
  }
}

/** Redis gives members and scores by turns. */
function pairs(found: readonly string[]): JobEnd[] {
  const ends: JobEnd[] = [];
  for (let index = 0; index < found.length; index += 2)
    ends.push({ jobId: found[index] as string, finishedAt: Number(found[index + 1]) });
  return ends;
}
