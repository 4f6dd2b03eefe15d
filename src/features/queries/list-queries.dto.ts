import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { IsTime } from '../../platform/http/is-time.js';
import { QUERY_SORTS, type QuerySort } from './query-sorts.js';

export const ROLES_OF_NODES = ['primary', 'replica'] as const;
export type NodeRole = (typeof ROLES_OF_NODES)[number];

export class ListQueriesQueryDto {
  /** Which come first: those of the longest mean time, those sent most often, or those that took most time in all. */
  @IsIn(Object.keys(QUERY_SORTS))
  @ApiPropertyOptional({ enum: Object.keys(QUERY_SORTS), example: 'slowest' })
  sort: QuerySort = 'total';

  /**
   * Only what was sent at this time or later; an hour before `to` when absent.
   * @example 2026-01-31T00:00:00Z
   */
  @IsTime()
  @IsOptional()
  from?: Date;

  /**
   * Only what was sent before this time; now when absent.
   * @example 2026-02-01T00:00:00Z
   */
  @IsTime()
  @IsOptional()
  to?: Date;

  /** Only what ran on the primary, or on replicas. */
  @IsIn(ROLES_OF_NODES)
  @IsOptional()
  @ApiPropertyOptional({ enum: ROLES_OF_NODES, example: 'replica' })
  role?: NodeRole;

  /**
   * Only what this route or this job sent.
   * @example GET /api/v1/users/:id
   */
  @IsText({ min: 1, max: 200 })
  @IsOptional()
  route?: string;

  /**
   * Statements at the most, 1 to 100.
   * @example 20
   */
  @Type(() => Number)
  @Min(1)
  @Max(100)
  @ApiPropertyOptional()
  @IsInt()
  limit: number = 20;
}
