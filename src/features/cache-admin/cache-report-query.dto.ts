import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

const DAY_MINUTES = 1440;

export class CacheReportQueryDto {
  /**
   * How far the report goes back, in minutes; a day at the most.
   * @example 60
   */
  @Type(() => Number)
  @Min(1)
  @Max(DAY_MINUTES)
  @ApiPropertyOptional()
  @IsInt()
  minutes: number = 60;

  /**
   * Minutes of an interval of `data`; when absent, so many that there are 60 intervals at the most. There may be 300.
   * @example 5
   */
  @Type(() => Number)
  @Min(1)
  @Max(DAY_MINUTES)
  @IsOptional()
  @IsInt()
  step?: number;
}
