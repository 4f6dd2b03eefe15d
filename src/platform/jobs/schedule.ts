import type { JobDefinition } from './define-job.js';

/** A job that comes back by itself. */
export interface Schedule {
  /** Unique and stored: under another name it is another schedule. */
  name: string;
  /** When, as cron says it (`minute hour day month weekday`), in UTC. */
  cron: string;
  job: JobDefinition;
  payload: unknown;
}

/** Checks the payload at once. Throws ZodError when it does not fit the job. */
export function schedule<Payload>(
  name: string,
  cron: string,
  job: JobDefinition<Payload>,
  payload: Payload,
): Schedule {
  return { name, cron, job, payload: job.schema.parse(payload) };
}
