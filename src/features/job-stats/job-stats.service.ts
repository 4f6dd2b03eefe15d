import { Injectable } from '@nestjs/common';
import { malformed } from '../../shared/app-error.js';
import { type JobStats, type JobStatsFilter, JobStatsRepository } from './job-stats.repository.js';
import type { JobStatsQueryDto } from './job-stats-query.dto.js';

const DAY_MS = 86_400_000;
const MOST_DAYS = 31;

export interface JobStatsReport {
  window: JobStatsFilter;
  queues: JobStats[];
  jobs: JobStats[];
  /** By job and interval. */
  intervals: JobStats[];
}

@Injectable()
export class JobStatsService {
  constructor(private readonly stats: JobStatsRepository) {}

  /** The last 24 hours unless times are given. Throws when they end before they begin, or are more than 31 days apart. */
  async report({ interval, queue, name, ...times }: JobStatsQueryDto): Promise<JobStatsReport> {
    const to = times.to ?? new Date();
    const from = times.from ?? new Date(to.getTime() - DAY_MS);
    if (from > to) throw malformed('from', 'from_after_to', 'from must not be after to.');
    if (to.getTime() - from.getTime() > MOST_DAYS * DAY_MS)
      throw malformed('from', 'range_too_long', `from must not be more than ${MOST_DAYS} days before to.`);
    const window = { from, to, queue, name };
    const rows = await this.stats.read(window, interval);
    return {
      window,
      queues: rows.filter((row) => row.name === null),
      jobs: rows.filter((row) => row.name !== null && row.start === null),
      intervals: rows.filter(({ start }) => start !== null),
    };
  }
}
