import { Injectable } from '@nestjs/common';
import type { QueueName } from '../define-job.js';
import { JobStopped, type StopCause } from '../job-stopped.js';

interface Run {
  queue: QueueName;
  id: string;
  controller: AbortController;
}

/** The jobs that this process is at work on, so that they can be told to stop. */
@Injectable()
export class RunningJobs {
  readonly #runs = new Map<string, Run>();

  /** The signal of a run that begins now. Whoever asks for it calls `ended` at its end. */
  begun(queue: QueueName, id: string): AbortSignal {
    // A process that did not answer for a while may be given a job again that it is still at work on.
    this.stop(queue, id, 'lock_lost');
    const controller = new AbortController();
    this.#runs.set(`${queue}:${id}`, { queue, id, controller });
    return controller.signal;
  }

  /** @param signal of the run: a later one of the same job goes on */
  ended(queue: QueueName, id: string, signal: AbortSignal): void {
    const key = `${queue}:${id}`;
    if (this.#runs.get(key)?.controller.signal === signal) this.#runs.delete(key);
  }

  list(): Pick<Run, 'queue' | 'id'>[] {
    return [...this.#runs.values()];
  }

  /** Tells one to stop, if it runs here. The first cause stays. */
  stop(queue: string, id: string, cause: StopCause): void {
    this.#runs.get(`${queue}:${id}`)?.controller.abort(new JobStopped(cause));
  }

  stopAll(cause: StopCause): void {
    for (const { controller } of this.#runs.values()) controller.abort(new JobStopped(cause));
  }
}
