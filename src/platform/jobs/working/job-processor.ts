import { Injectable } from '@nestjs/common';
import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { parsePosition } from '../../../shared/wal-position.js';
import { RequestContext, runInContext } from '../../context/request-context.js';
import { MAX_STALLED, type QueueName } from '../define-job.js';
import type { JobEnvelope } from '../job-envelope.js';
import { failureOf, formatFailure } from '../job-failure.js';
import type { JobRun } from '../job-handler.js';
import { JobStopped } from '../job-stopped.js';
import { PermanentJobError } from '../permanent-job-error.js';
import { JobHandlers } from './job-handlers.js';
import { CANCELLED, type JobResult } from './job-result.js';
import { putOff } from './put-off.js';
import { runJob } from './run-job.js';
import { RunningJobs } from './running-jobs.js';
import type { StoppableRun } from './stoppable-run.js';
import { SuspectJobs } from './suspect-jobs.js';

/** Does the jobs of any queue, each in a context of its own, by the handler that is bound to it. */
@Injectable()
export class JobProcessor {
  constructor(
    private readonly handlers: JobHandlers,
    private readonly running: RunningJobs,
    private readonly suspects: SuspectJobs,
  ) {}

  /** @param token shows that this worker has the job */
  async process(queue: QueueName, job: Job<JobEnvelope>, token = ''): Promise<JobResult> {
    if (job.data.cancelled) return CANCELLED;
    // BullMQ lets go of those only that no schedule brings.
    if (job.stalledCounter > MAX_STALLED)
      throw new UnrecoverableError('job stalled more than allowable limit');
    // This process did not answer for a while, and is given what it is still at work on. BullMQ keeps one lock for both.
    if (this.running.stop(queue, job.id ?? '', 'lock_lost')) return putOff(job, token);
    return this.suspects.run(job, token, () => this.#process(queue, job, token));
  }

  async #process(queue: QueueName, job: Job<JobEnvelope>, token: string): Promise<JobResult> {
    const { id = '' } = job;
    const run = this.running.begun(queue, id);
    try {
      await runInContext(contextOf(job), () => this.#run(job, run));
    } catch (error) {
      const cause = error instanceof JobStopped ? error.stopCause : undefined;
      if (cause === 'cancelled') return CANCELLED;
      if (cause === 'shutdown') return await giveBack(job, token);
      throw queueError(error);
    } finally {
      this.running.ended(run);
    }
  }

  async #run(job: Job<JobEnvelope>, run: StoppableRun): Promise<void> {
    const { name, data } = job;
    const binding = this.handlers.find(run.queue, name);
    const parsed = binding.definition.schema.safeParse(data.payload);
    // One that an older release wrote will not fit the next time either.
    if (!parsed.success)
      throw new PermanentJobError('invalid_payload', `does not fit ${name}: ${parsed.error.message}`);
    await runJob(binding, parsed.data, new GivenRun(job, run), run);
  }
}

/** Made of what its handler asks for: most ask for nothing. */
class GivenRun implements JobRun {
  readonly attempt: number;
  readonly #job: Job;
  readonly #run: StoppableRun;

  constructor(job: Job, run: StoppableRun) {
    this.attempt = job.attemptsMade + 1;
    this.#job = job;
    this.#run = run;
  }

  get id(): string {
    return this.#run.id;
  }

  get signal(): AbortSignal {
    return this.#run.signal;
  }

  get progress(): JobRun['progress'] {
    return (percent) => this.#job.updateProgress(percent);
  }
}

function contextOf({ id = '', name, data }: Job<JobEnvelope>): RequestContext {
  const context = new RequestContext(data.requestId ?? id, undefined, () => name, data.trace);
  const position = parsePosition(data.position ?? '');
  if (position) context.consistency.require(position);
  return context;
}

/** To the head of its queue, as if it had not been taken: the run does not count. */
async function giveBack(job: Job<JobEnvelope>, token: string): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}

/** As the queue understands it, which looks at the class and keeps the message. */
function queueError(error: unknown): Error {
  const text = formatFailure(failureOf(error));
  const told = error instanceof PermanentJobError ? new UnrecoverableError(text) : new Error(text);
  return Object.assign(told, { cause: error });
}
