import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { FieldErrorDto } from '../http/problem.dto.js';

const BATCH_MODES = ['atomic', 'partial'] as const;
export type BatchMode = (typeof BATCH_MODES)[number];

const ROW_STATUSES = ['created', 'rejected'] as const;

export class BatchQueryDto {
  /** `atomic`: all rows are created, or none. `partial`: those that can be, and the answer says which. */
  @IsIn(BATCH_MODES)
  @ApiPropertyOptional({ enum: BATCH_MODES })
  mode: BatchMode = 'atomic';
}

/** What became of one row; extended by what was made of it. */
export class RowResultDto {
  /**
   * Place of the row in the request, from 0.
   * @example 0
   */
  index!: number;

  @ApiProperty({ enum: ROW_STATUSES, example: 'created' })
  status!: (typeof ROW_STATUSES)[number];

  /** Why the row was rejected. */
  errors?: FieldErrorDto[];
}

export class BatchMetaDto {
  /**
   * Rows that were created.
   * @example 2
   */
  created!: number;

  /**
   * Rows that were not.
   * @example 0
   */
  rejected!: number;
}
