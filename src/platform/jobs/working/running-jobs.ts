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
    const controller = new AbortController();
    this.#runs.set(`${queue}:${id}`, { queue, id, controller });
    return controller.signal;
  }

  ended(queue: QueueName, id: string): void {
    this.#runs.delete(`${queue}:${id}`);
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
