import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES, type JobState, type JobView } from '../../platform/jobs/job-view.js';

/** What is shown of a job: not whose it is, and never its payload. */
export class JobDto {
  /** @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55 */
  id!: string;

  /** @example email */
  queue!: string;

  /** @example email.send */
  name!: string;

  /** A job that failed is tried again, and `delayed` meanwhile, until its attempts are used up: then it has `failed`. */
  @ApiProperty({ enum: JOB_STATES, example: 'completed' })
  state!: JobState;

  /**
   * 0 to 100.
   * @example 0
   */
  progress!: number;

  /**
   * Runs so far.
   * @example 1
   */
  attempts!: number;

  /**
   * Why its last run failed: timeout, stalled, invalid_payload, the `reason` of what it met, or just error.
   * @example mail_refused
   */
  reason?: string;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /**
   * When its last run began.
   * @example 2026-01-31T09:30:00.200Z
   */
  startedAt?: Date;

  /** @example 2026-01-31T09:30:01.000Z */
  finishedAt?: Date;

  constructor(job: JobView) {
    this.id = job.id;
    this.queue = job.queue;
    this.name = job.name;
    this.state = job.state;
    this.progress = job.progress;
    this.attempts = job.attempts;
    this.reason = job.reason;
    this.createdAt = job.createdAt;
    this.startedAt = job.startedAt;
    this.finishedAt = job.finishedAt;
  }
}
