import { Injectable, Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { KNOWN_FIELDS } from '../../telemetry/nest-logger.js';
import type { JobEnvelope } from '../job-envelope.js';
import type { JobResult } from './job-result.js';

/** Says what becomes of jobs. */
@Injectable()
export class JobLog {
  readonly #logger = new Logger('Jobs');

  completed(job: Job<JobEnvelope>, result: JobResult): void {
    const msg = result?.cancelled ? 'job cancelled' : 'job completed';
    this.#logger.log(factsOf(job, msg), KNOWN_FIELDS);
  }

  /** @param job undefined when its queue does not have it any more */
  failed(queue: string, job: Job<JobEnvelope> | undefined, error: Error): void {
    const msg = 'job failed';
    this.#logger.warn({ msg, queue, ...(job && factsOf(job, msg)), err: error.cause ?? error });
  }

  stalled(queue: string, jobId: string): void {
    this.#logger.warn({ msg: 'job stalled', queue, jobId });
  }

  broken(queue: string, err: Error): void {
    this.#logger.error({ msg: 'worker error', queue, err });
  }
}

/** What a line says of a job; times in milliseconds. */
function factsOf(job: Job<JobEnvelope>, msg: string) {
  const { queueName, name, id, data, attemptsMade, timestamp, processedOn, finishedOn, opts } = job;
  return {
    msg,
    queue: queueName,
    job: name,
    jobId: id,
    requestId: data.requestId,
    traceId: data.trace?.split('-')[1],
    attempt: attemptsMade,
    waitMs: processedOn === undefined ? undefined : Math.max(0, processedOn - timestamp - (opts.delay ?? 0)),
    runMs: finishedOn === undefined || processedOn === undefined ? undefined : finishedOn - processedOn,
  };
}
