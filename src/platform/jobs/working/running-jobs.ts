import { Injectable } from '@nestjs/common';
import type { QueueName } from '../define-job.js';
import type { StopCause } from '../job-stopped.js';
import { StoppableRun } from './stoppable-run.js';

/** The jobs that this process is at work on, so that they can be told to stop. */
@Injectable()
export class RunningJobs {
  readonly #runs = new Map<string, StoppableRun>();

  /** A run that begins now. Whoever asks for it calls `ended` at its end. */
  begun(queue: QueueName, id: string): StoppableRun {
    // A process that did not answer for a while may be given a job again that it is still at work on.
    this.stop(queue, id, 'lock_lost');
    const run = new StoppableRun(queue, id);
    this.#runs.set(keyOf(run), run);
    return run;
  }

  ended(run: StoppableRun): void {
    // A later run of the same job goes on.
    if (this.#runs.get(keyOf(run)) === run) this.#runs.delete(keyOf(run));
  }

  list(): Pick<StoppableRun, 'queue' | 'id'>[] {
    return [...this.#runs.values()];
  }

  /** Tells one to stop, if it runs here. */
  stop(queue: string, id: string, cause: StopCause): void {
    this.#runs.get(keyOf({ queue, id }))?.stop(cause);
  }

  stopAll(cause: StopCause): void {
    for (const run of this.#runs.values()) run.stop(cause);
  }
}

function keyOf({ queue, id }: { queue: string; id: string }): string {
  return `${queue}:${id}`;
}
