import { Injectable } from '@nestjs/common';
import { JobStopped, type StopCause } from '../job-stopped.js';

/** The jobs that this process is at work on, so that they can be told to stop. */
@Injectable()
export class RunningJobs {
  readonly #runs = new Map<string, AbortController>();

  /** The signal of a run that begins now. Whoever asks for it calls `ended` at its end. */
  begun(queue: string, id: string): AbortSignal {
    const controller = new AbortController();
    this.#runs.set(`${queue}:${id}`, controller);
    return controller.signal;
  }

  ended(queue: string, id: string): void {
    this.#runs.delete(`${queue}:${id}`);
  }

  /** Tells one to stop; false when it does not run here. The first cause stays. */
  stop(queue: string, id: string, cause: StopCause): boolean {
    const run = this.#runs.get(`${queue}:${id}`);
    run?.abort(new JobStopped(cause));
    return run !== undefined;
  }

  stopAll(cause: StopCause): void {
    for (const run of this.#runs.values()) run.abort(new JobStopped(cause));
  }
}
