import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { IsTime } from '../../platform/http/is-time.js';
import { QUEUES, type QueueName } from '../../platform/jobs/define-job.js';
import type { StatsInterval } from './job-stats.repository.js';

const INTERVALS = ['hour', 'day'] as const;

export class JobStatsQueryDto {
  /**
   * Only what ended at this time or later; a day before `to` when absent, 31 days before it at the most.
   * @example 2026-01-31T00:00:00Z
   */
  @IsTime()
  @IsOptional()
  from?: Date;

  /**
   * Only what ended before this time; now when absent.
   * @example 2026-02-01T00:00:00Z
   */
  @IsTime()
  @IsOptional()
  to?: Date;

  /** Only jobs of this queue. */
  @IsIn(QUEUES)
  @IsOptional()
  @ApiPropertyOptional({ enum: QUEUES, example: 'email' })
  queue?: QueueName;

  /**
   * Only this kind of job.
   * @example email.send
   */
  @IsText({ min: 1, max: 200 })
  @IsOptional()
  name?: string;

  /** What `data` is divided by; hours and days are those of UTC. */
  @IsIn(INTERVALS)
  @ApiPropertyOptional({ enum: INTERVALS, example: 'hour' })
  interval: StatsInterval = 'hour';

  /**
   * Number of a page of `data`, 1-based.
   * @example 1
   */
  @Type(() => Number)
  @Min(1)
  @Max(1_000_000)
  @ApiPropertyOptional()
  @IsInt()
  page: number = 1;

  /**
   * Items of `data` a page, 1 to 1000.
   * @example 100
   */
  @Type(() => Number)
  @Min(1)
  @Max(1000)
  @ApiPropertyOptional()
  @IsInt()
  limit: number = 100;
}
