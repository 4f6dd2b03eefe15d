import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';
import type { JobDefinition } from './define-job.js';

export const JOB_DEFINITION = Symbol('JOB_DEFINITION');

export interface JobRun {
  /** The job's id, unique within its queue and the same for every attempt. */
  id: string;
  /** 1 for the first run. */
  attempt: number;
  /** Aborted when the run is to stop, with a `JobStopped` as the reason. Half a second later it has failed anyway. */
  signal: AbortSignal;
  /** @param percent 0 to 100 */
  progress: (percent: number) => Promise<void>;
}

/**
 * Does one kind of job. Throwing means: try again, or not if it is a `PermanentJobError`. Running twice for the same job
 * must be harmless.
 */
export interface Handler<Payload> {
  handle(payload: Payload, run: JobRun): Promise<void>;
}

/** Binds a provider as the one handler of a job definition. */
export function JobHandler<Payload>(definition: JobDefinition<Payload>) {
  return applyDecorators(Injectable(), SetMetadata(JOB_DEFINITION, definition)) as <
    T extends new (...args: never[]) => Handler<Payload>,
  >(
    target: T,
  ) => void;
}
