import { IsOptional } from 'class-validator';
import { IsTime } from './is-time.js';

/** Which part of what has happened is asked for. */
export class TimeRangeQueryDto {
  /**
   * Only what happened at this time or later.
   * @example 2026-01-01T00:00:00Z
   */
  @IsTime()
  @IsOptional()
  from?: Date;

  /**
   * Only what happened before this time.
   * @example 2026-02-01T00:00:00Z
   */
  @IsTime()
  @IsOptional()
  to?: Date;
}
