import type { JobView } from '../../platform/jobs/job-view.js';

/** What is shown of a job: not whose it is, and never its payload. */
export class JobDto {
  /** @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55 */
  id!: string;

  /** @example email */
  queue!: string;

  /** @example email.send */
  name!: string;

  /**
   * waiting, active, delayed, prioritized, completed or failed.
   * @example completed
   */
  state!: string;

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

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:01.000Z */
  finishedAt?: Date;

  constructor(job: JobView) {
    this.id = job.id;
    this.queue = job.queue;
    this.name = job.name;
    this.state = job.state;
    this.progress = job.progress;
    this.attempts = job.attempts;
    this.createdAt = job.createdAt;
    this.finishedAt = job.finishedAt;
  }
}
