import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { QUEUES, type QueueName } from '../../platform/jobs/define-job.js';

export class ListDeadLettersQueryDto extends OmitType(PageQueryDto, ['page', 'cursor']) {
  /**
   * Number of a page, 1-based.
   * @example 1
   */
  @Type(() => Number)
  @Min(1)
  @Max(10_000)
  @ApiPropertyOptional()
  @IsInt()
  page: number = 1;

  /** Only those of this queue. */
  @IsIn(QUEUES)
  @IsOptional()
  @ApiPropertyOptional({ enum: QUEUES, example: 'email' })
  queue?: QueueName;

  /**
   * Only this kind of job, among the newest 10 000 of each queue.
   * @example email.send
   */
  @IsText({ min: 1, max: 200 })
  @IsOptional()
  name?: string;

  /**
   * Only what failed for this reason, among the newest 10 000 of each queue.
   * @example timeout
   */
  @IsText({ min: 1, max: 200 })
  @IsOptional()
  reason?: string;
}
