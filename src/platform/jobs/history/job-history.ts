import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { DatabaseCluster } from '../../database/nodes/cluster.js';
import { withPrimary } from '../../database/nodes/with-primary.js';
import { translateSqlError } from '../../database/sql-error.js';
import type { JobHistoryEntry } from './job-history-entry.js';
import { JobHistoryTable } from './job-history-table.js';

/** The end of a job, by which the history knows it. */
export type JobEnd = Pick<JobHistoryEntry, 'jobId' | 'finishedAt'>;

// Null is JSON for what is absent; PostgreSQL gives numbers of this size as numbers.
const FIND = `
  SELECT json_strip_nulls(json_build_object(
    'finishedAt', round(extract(epoch FROM finished_at) * 1000), 'queue', queue, 'name', name, 'jobId', job_id,
    'userId', user_id, 'enqueuedAt', round(extract(epoch FROM enqueued_at) * 1000), 'waitMs', wait_ms,
    'runMs', run_ms, 'attempts', attempts, 'outcome', outcome, 'reason', reason, 'worker', worker)) AS entry
  FROM job_history WHERE job_id = $1 AND queue = $2 ORDER BY finished_at DESC LIMIT 1`;

const MISSING = `
  SELECT job_id AS "jobId", finished_at AS "finishedAt"
  FROM unnest($1::text[], $2::float8[]) AS ended (job_id, finished_at)
  WHERE NOT EXISTS (
    SELECT FROM job_history past
    WHERE past.job_id = ended.job_id AND past.queue = $3
      AND past.finished_at = to_timestamp(ended.finished_at / 1000)::timestamptz(3))`;

/** What has become of all jobs, also of those that their queue has forgotten. */
@Injectable()
export class JobHistory {
  readonly #table = new JobHistoryTable();

  constructor(
    private readonly cluster: DatabaseCluster,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** Adds entries, many at a time; those that are there already stay as they are. Throws AppError. */
  async add(entries: readonly JobHistoryEntry[]): Promise<void> {
    if (entries.length === 0) return;
    try {
      await withPrimary(this.cluster, (client) => this.#table.write(client, entries));
    } catch (error) {
      throw translateSqlError(error);
    }
  }

  /** The last end of a job. */
  async find(queue: string, jobId: string): Promise<JobHistoryEntry | undefined> {
    if (!STORABLE.test(jobId)) return undefined;
    // From the primary: whoever has just cancelled a job is to see that.
    const [row] = await this.dataSource.query<{ entry: JobHistoryEntry }[]>(FIND, [jobId, queue]);
    return row?.entry;
  }

  /** Those ends of jobs of a queue that the history does not have. */
  async missing(queue: string, ends: readonly JobEnd[]): Promise<JobEnd[]> {
    const parameters = [ends.map(({ jobId }) => jobId), ends.map(({ finishedAt }) => finishedAt), queue];
    // From the primary: on a replica that is behind everything would seem to be missing.
    return this.dataSource.query<JobEnd[]>(MISSING, parameters);
  }
}

/** Ids are of this kind; a text with a NUL could not even be asked for. */
const STORABLE = /^[\x20-\x7e]{1,200}$/;
