import { PageMetaDto } from '../../platform/http/page.dto.js';
import type { JobStats } from './job-stats.repository.js';

/** Milliseconds that so many took at the most. */
export class PercentilesDto {
  /** @example 12 */
  p50!: number;

  /** @example 80 */
  p95!: number;

  /** @example 240 */
  p99!: number;
}

/** What has become of the jobs of a queue. */
export class QueueStatsDto {
  /** @example email */
  queue!: string;

  /** @example 4200 */
  completed!: number;

  /**
   * Those that failed for good; a run that failed and was repeated does not count.
   * @example 12
   */
  failed!: number;

  /** @example 3 */
  cancelled!: number;

  /**
   * Of those that completed or failed, the share that failed; 0 to 1.
   * @example 0.0028
   */
  failureRate!: number;

  /** From when they were due until their last run began; absent when none ran. */
  waitMs?: PercentilesDto;

  /** Of their last run; absent when none ran. */
  runMs?: PercentilesDto;

  constructor({ queue, completed, failed, cancelled, waitMs, runMs }: JobStats) {
    Object.assign(this, { queue, completed, failed, cancelled });
    const rate = failed === 0 ? 0 : failed / (completed + failed);
    this.failureRate = Math.round(rate * 1e4) / 1e4;
    this.waitMs = percentiles(waitMs);
    this.runMs = percentiles(runMs);
  }
}

/** The same of one kind of job. */
export class JobStatsDto extends QueueStatsDto {
  /** @example email.send */
  name!: string;

  constructor(stats: JobStats) {
    super(stats);
    this.name = stats.name ?? '';
  }
}

/** The same in one hour or day. */
export class IntervalStatsDto extends JobStatsDto {
  /**
   * When it began.
   * @example 2026-01-31T09:00:00.000Z
   */
  start!: Date;

  constructor(stats: JobStats) {
    super(stats);
    this.start = stats.start ?? new Date(0);
  }
}

export class JobStatsMetaDto extends PageMetaDto {
  /** @example 2026-01-30T09:30:00.000Z */
  from!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  to!: Date;

  /** @example hour */
  interval!: string;
}

export class JobStatsReportDto {
  /** By queue, job and interval, the oldest first. */
  data!: IntervalStatsDto[];

  /** By queue, over all of the time. */
  queues!: QueueStatsDto[];

  /** By job, over all of the time. */
  jobs!: JobStatsDto[];

  meta!: JobStatsMetaDto;
}

function percentiles(values: number[] | null): PercentilesDto | undefined {
  const [p50, p95, p99] = values ?? [];
  if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined;
  return { p50, p95, p99 };
}
