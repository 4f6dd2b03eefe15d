import { DelayedError, type Job } from 'bullmq';

const PAUSE_MS = 1000;

/**
 * Leaves a job for later, as if it had not been taken.
 *
 * @param token shows that this worker has the job
 */
export async function putOff(job: Job, token: string): Promise<never> {
  await job.moveToDelayed(Date.now() + PAUSE_MS * (1 + Math.random()), token);
  throw new DelayedError();
}
