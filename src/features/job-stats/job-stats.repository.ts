import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readRows } from '../../platform/database/read-rows.js';

export type StatsInterval = 'hour' | 'day';

export interface JobStatsFilter {
  /** Not before. */
  from: Date;
  /** Before. */
  to: Date;
  queue?: string;
  name?: string;
}

/** Ends of jobs, summed up; percentiles are those of 0.5, 0.95 and 0.99, null when none of them ran. */
export interface JobStats {
  queue: string;
  /** Null for all of the queue. */
  name: string | null;
  /** When the interval begins; null for all of the time. */
  start: Date | null;
  completed: number;
  failed: number;
  cancelled: number;
  waitMs: number[] | null;
  runMs: number[] | null;
}

/** Reads the history of jobs; `platform/jobs/history` writes it. */
@Injectable()
export class JobStatsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** By queue, by job and by job and interval, in one look at the days that the times touch; the oldest first. */
  read({ from, to, queue, name }: JobStatsFilter, interval: StatsInterval): Promise<JobStats[]> {
    return readRows(this.dataSource, SQL, [from, to, queue ?? null, name ?? null, interval]);
  }
}

const SQL = `
  SELECT queue, name, start, count(*) FILTER (WHERE outcome = 'completed')::integer AS completed,
         count(*) FILTER (WHERE outcome = 'failed')::integer AS failed,
         count(*) FILTER (WHERE outcome = 'cancelled')::integer AS cancelled,
         percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY wait_ms) AS "waitMs",
         percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY run_ms) AS "runMs"
  FROM (
    SELECT queue, name, outcome, wait_ms, run_ms, date_trunc($5::text, finished_at, 'UTC') AS start
    FROM job_history
    WHERE finished_at >= $1 AND finished_at < $2
      AND ($3::text IS NULL OR queue = $3) AND ($4::text IS NULL OR name = $4)
  ) AS ended
  GROUP BY GROUPING SETS ((queue), (queue, name), (queue, name, start))
  ORDER BY start NULLS FIRST, queue, name NULLS FIRST`;
