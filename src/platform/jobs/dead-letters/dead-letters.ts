import { Inject, Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Page } from '../../../shared/page.js';
import { QUEUE_REDIS } from '../../redis/redis.module.js';
import { answered } from '../answered.js';
import { QUEUES, type QueueName } from '../define-job.js';
import { historyEntryOf, type JobHistoryEntry } from '../history/job-history-entry.js';
import { JobHistory } from '../history/job-history.js';
import { JobDefinitions } from '../job-definitions.js';
import type { JobEnvelope } from '../job-envelope.js';
import { JobQueues } from '../job-queues.js';
import { type DeadLetter, toDeadLetter } from './dead-letter.js';
import { type FailedJob, type FailedJobFilter, FailedSet } from './failed-set.js';

/** With a filter on names or reasons, so many of each queue are looked at, the newest. */
const EXAMINED = 10_000;
const PART = 1000;
const AT_ONCE = 100;

/** gone: nobody knows it, or it has not failed. job_unknown: this release does not know this kind of job. */
export type Refusal = 'gone' | 'job_unknown';

export interface DeadLetterOutcome {
  done: string[];
  refused: { id: string; reason: Refusal }[];
}

/** The jobs that have failed for good. Redis keeps each for a week, and is what counts. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly queues: JobQueues,
    private readonly definitions: JobDefinitions,
    private readonly history: JobHistory,
    @Inject(QUEUE_REDIS) private readonly redis: Redis,
  ) {}

  /** The newest first; without a queue of all of them. Throws `queue_unavailable`, as everything here. */
  async list(
    filter: FailedJobFilter & { queue?: QueueName },
    { page, limit }: { page: number; limit: number },
  ): Promise<Page<DeadLetter>> {
    const queues = filter.queue ? [filter.queue] : QUEUES;
    const isFiltered = filter.name !== undefined || filter.reason !== undefined;
    const end = page * limit;
    const parts = await Promise.all(
      queues.map((queue) => (isFiltered ? this.#filtered(queue, filter) : this.#newest(queue, end))),
    );
    const all = parts.flatMap(({ jobs }) => jobs).sort((a, b) => b.failedAt - a.failedAt);
    const total = parts.reduce((sum, part) => sum + part.total, 0);
    const shown = all.slice(end - limit, end);
    const items = await Promise.all(shown.map(({ queue, id }) => this.find(queue as QueueName, id)));
    return { items: items.filter((item) => item !== undefined), limit, page, total };
  }

  /** Undefined for a job that is gone or has not failed. */
  async find(queue: QueueName, id: string): Promise<DeadLetter | undefined> {
    const [job] = (await this.#failed(queue, [id])).values();
    return job && toDeadLetter(job, this.definitions.find(queue, job.name));
  }

  /** Up to `limit` ids, the oldest first, and how many more there are, as far as was looked: of what can be done so. */
  async select(
    change: 'retry' | 'discard',
    queue: QueueName,
    given: FailedJobFilter,
    limit: number,
  ): Promise<{ ids: string[]; remaining: number }> {
    const set = this.#set(queue);
    // Else the oldest, of jobs that no release knows any more, would stand before all others for ever.
    const isKnown = (name: string) => this.definitions.find(queue, name) !== undefined;
    const filter = change === 'retry' ? { ...given, isKnown } : given;
    const found: string[] = [];
    let further = EXAMINED;
    for (let start = 0; ; start += PART) {
      const part = (await set.part('oldest', start, PART)).map(({ id }) => id);
      found.push(...(await set.matching(part, filter)));
      if (found.length > limit) further -= PART;
      if (part.length < PART || further <= 0) break;
    }
    return { ids: found.slice(0, limit), remaining: Math.max(0, found.length - limit) };
  }

  /** Those of `ids` that the filter lets through; what is gone is among them. */
  async matching(queue: QueueName, ids: readonly string[], filter: FailedJobFilter): Promise<string[]> {
    const set = this.#set(queue);
    const there = await set.among(ids);
    const matching = new Set(await set.matching(there, filter));
    return ids.filter((id) => matching.has(id) || !there.includes(id));
  }

  /** Has them done again, with attempts that begin anew. */
  async retry(queue: QueueName, ids: readonly string[]): Promise<DeadLetterOutcome> {
    return this.#each(queue, ids, async (job) => {
      if (!this.definitions.find(queue, job.name)) return 'job_unknown';
      if (job.data.cancelled) await job.updateData({ ...job.data, cancelled: undefined });
      const again = { resetAttemptsMade: true, resetAttemptsStarted: true };
      return (await this.#unlessGone(queue, job, () => job.retry('failed', again))) ? undefined : 'gone';
    });
  }

  /** Forgets them; the history does not. */
  async discard(queue: QueueName, ids: readonly string[]): Promise<DeadLetterOutcome> {
    return this.#each(queue, ids, async (job) => {
      // To remove it says nothing of who was first.
      if (!(await this.#set(queue).take(job.id ?? ''))) return 'gone';
      await job.remove();
      return undefined;
    });
  }

  async #each(
    queue: QueueName,
    ids: readonly string[],
    work: (job: Job<JobEnvelope>) => Promise<Refusal | undefined>,
  ): Promise<DeadLetterOutcome> {
    const outcome: DeadLetterOutcome = { done: [], refused: [] };
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const part = ids.slice(start, start + AT_ONCE);
      const jobs = await this.#failed(queue, part);
      // Before they are failed no more, and the sweep has nothing left to find.
      const ends = [...jobs.values()].map((job) => historyEntryOf(job, 'failed'));
      await this.history.add(ends.filter((entry): entry is JobHistoryEntry => entry !== undefined));
      const refusals = await Promise.all(
        part.map(async (id) => {
          const job = jobs.get(id);
          return job ? answered(work(job)) : 'gone';
        }),
      );
      part.forEach((id, index) => {
        const reason = refusals[index];
        if (reason) outcome.refused.push({ id, reason });
        else outcome.done.push(id);
      });
    }
    return outcome;
  }

  /** False when somebody else was faster. */
  async #unlessGone(queue: QueueName, job: Job, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if ((await this.#set(queue).among([job.id ?? ''])).length === 0) return false;
      throw error;
    }
  }

  async #failed(queue: QueueName, ids: readonly string[]): Promise<Map<string, Job<JobEnvelope>>> {
    const there = await this.#set(queue).among(ids);
    const jobs = await answered(Promise.all(there.map((id) => this.queues.queue(queue).getJob(id))));
    return new Map(jobs.filter((job) => job !== undefined).map((job) => [job.id ?? '', job]));
  }

  async #newest(queue: QueueName, end: number): Promise<{ jobs: FailedJob[]; total: number }> {
    const set = this.#set(queue);
    const [jobs, total] = await Promise.all([set.part('newest', 0, end), set.count()]);
    return { jobs, total };
  }

  async #filtered(queue: QueueName, filter: FailedJobFilter): Promise<{ jobs: FailedJob[]; total: number }> {
    const set = this.#set(queue);
    const jobs: FailedJob[] = [];
    for (let start = 0; start < EXAMINED; start += PART) {
      const part = await set.part('newest', start, PART);
      const ids = part.map(({ id }) => id);
      const matching = new Set(await set.matching(ids, filter));
      jobs.push(...part.filter(({ id }) => matching.has(id)));
      if (part.length < PART) break;
    }
    return { jobs, total: jobs.length };
  }

  #set(queue: QueueName): FailedSet {
    return new FailedSet(this.redis, this.queues.queue(queue));
  }
}
