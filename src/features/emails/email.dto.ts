import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsIn, MaxDate, MaxLength } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { IsTime } from '../../platform/http/is-time.js';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { PRIORITIES, type Priority } from '../../platform/jobs/enqueue-options.js';

const YEAR_MS = 366 * 24 * 3600 * 1000;
const PRIORITY_NAMES = Object.keys(PRIORITIES);

export class SendEmailDto {
  /**
   * Address of the receiver.
   * @example ada@example.com
   */
  @IsEmail()
  @MaxLength(254)
  // A quoted local part may hold line breaks, which a mail header must not.
  @IsText({ min: 3, max: 254 })
  to!: string;

  /**
   * 1 to 200 characters on one line.
   * @example "Tea at four?"
   */
  @IsText({ min: 1, max: 200 })
  subject!: string;

  /**
   * 1 to 50 000 characters of plain text.
   * @example "The engine is ready to be seen."
   */
  @IsText({ min: 1, max: 50_000, multiline: true })
  body!: string;

  /**
   * Not before this time, a year ahead at the most. At once when left out or past.
   * @example 2026-01-31T09:30:00Z
   */
  @IsTime()
  @MaxDate(() => new Date(Date.now() + YEAR_MS), { message: 'sendAt must be within a year from now' })
  @MayBeAbsent()
  sendAt?: Date;

  /** Mails of a higher priority are sent first. */
  @IsIn(PRIORITY_NAMES)
  @MayBeAbsent()
  @ApiPropertyOptional({ enum: PRIORITY_NAMES, default: 'normal' })
  priority?: Priority;
}

export class AcceptedEmailDto {
  /**
   * Id of the job that sends the mail.
   * @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55
   */
  jobId!: string;
}
