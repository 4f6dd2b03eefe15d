import { ApiPropertyOptional } from '@nestjs/swagger';
import type { DeadLetter } from '../../platform/jobs/dead-letters/dead-letter.js';
import { PageMetaDto } from '../../platform/http/page.dto.js';

/** A background job that has failed for good. */
export class DeadLetterDto {
  /** @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55 */
  id!: string;

  /** @example email */
  queue!: string;

  /** @example email.send */
  name!: string;

  /**
   * Why its last run failed: timeout, stalled, invalid_payload, the `reason` of what it met, or just error.
   * @example mail_refused
   */
  reason!: string;

  /**
   * The same in words, for those who run the system.
   * @example "There is no such mailbox."
   */
  message!: string;

  /**
   * Runs so far.
   * @example 3
   */
  attempts!: number;

  /** @example 3 */
  maxAttempts!: number;

  /**
   * Whether it can be done again: this release knows this kind of job.
   * @example true
   */
  retryable!: boolean;

  /**
   * Id of the user who caused it; absent when nobody was signed in.
   * @example 12
   */
  userId?: number;

  /**
   * Of the request that caused it.
   * @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55
   */
  requestId?: string;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /**
   * When its last run began.
   * @example 2026-01-31T09:30:07.200Z
   */
  startedAt?: Date;

  /** @example 2026-01-31T09:30:08.000Z */
  failedAt!: Date;

  constructor({ payload: _payload, ...letter }: DeadLetter) {
    Object.assign(this, letter);
  }
}

export class DeadLetterDetailsDto extends DeadLetterDto {
  /** What it was to work on; secrets and what people wrote to each other are `[redacted]`. Absent unless `retryable`. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { userId: 12 } })
  payload?: unknown;

  constructor(letter: DeadLetter) {
    super(letter);
    if (letter.payload !== undefined) this.payload = letter.payload;
  }
}

export class DeadLetterListDto {
  data!: DeadLetterDto[];
  meta!: PageMetaDto;
}
