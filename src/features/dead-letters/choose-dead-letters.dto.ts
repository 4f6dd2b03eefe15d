import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { QUEUES, type QueueName } from '../../platform/jobs/define-job.js';
import type { DeadLetterOutcome, Refusal } from '../../platform/jobs/dead-letters/dead-letters.js';

/** How many a request takes at the most. */
export const MOST = 1000;

/** Which dead letters of a queue; those that all of this is true of. */
export class ChooseDeadLettersDto {
  @IsIn(QUEUES)
  @ApiProperty({ enum: QUEUES, example: 'email' })
  queue!: QueueName;

  /**
   * Only this kind of job.
   * @example email.send
   */
  @IsText({ min: 1, max: 200 })
  @MayBeAbsent()
  name?: string;

  /**
   * Only what failed for this reason.
   * @example timeout
   */
  @IsText({ min: 1, max: 200 })
  @MayBeAbsent()
  reason?: string;

  /**
   * Only these. Without them the oldest 1000 that match.
   * @example ["5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55"]
   */
  @IsText({ min: 1, max: 200 }, { each: true })
  @ArrayUnique()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @IsArray()
  @MayBeAbsent()
  ids?: string[];
}

class RefusedDeadLetterDto {
  /** @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55 */
  id!: string;

  /** `gone`: it has not failed, or is not known. `job_unknown`: this release cannot do this kind of job. */
  @ApiProperty({ enum: ['gone', 'job_unknown'], example: 'gone' })
  reason!: Refusal;
}

export class ChosenDeadLettersDto {
  /**
   * For how many it was done.
   * @example 1000
   */
  done!: number;

  /**
   * How many more match, as far as was looked; ask again until there are none.
   * @example 240
   */
  remaining!: number;

  /** Those it was not done for. */
  refused!: RefusedDeadLetterDto[];

  constructor({ done, refused }: DeadLetterOutcome, remaining: number) {
    this.done = done.length;
    this.remaining = remaining;
    this.refused = refused;
  }
}

export class RetriedDeadLetterDto {
  /** @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55 */
  jobId!: string;
}
