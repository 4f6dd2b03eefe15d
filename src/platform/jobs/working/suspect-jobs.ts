import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import { putOff } from './put-off.js';

/** So many lost workers are no chance any more. */
const SUSPICIOUS = 2;
const OTHERS_LEAVE_MS = 200;

/**
 * One of the jobs that have lost several workers may be what ends them. A process does one of those at a time and puts
 * the others off, so that whichever is to blame fails alone in the end.
 */
@Injectable()
export class SuspectJobs {
  #isTaken = false;

  /**
   * Runs the job, if it is above suspicion or the only suspect here. Throws DelayedError when it has been put off.
   *
   * @param token shows that this worker has the job
   */
  run<T>(job: Job, token: string, work: () => Promise<T>): Promise<T> {
    return job.stalledCounter < SUSPICIOUS ? work() : this.#alone(job, token, work);
  }

  async #alone<T>(job: Job, token: string, work: () => Promise<T>): Promise<T> {
    if (this.#isTaken) return putOff(job, token);
    this.#isTaken = true;
    try {
      // Those that were taken along with it are put off first.
      await sleep(OTHERS_LEAVE_MS);
      return await work();
    } finally {
      this.#isTaken = false;
    }
  }
}
