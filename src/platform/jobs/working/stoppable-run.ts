import type { QueueName } from '../define-job.js';
import { JobStopped, type StopCause } from '../job-stopped.js';

/** A run of a job that can be told to stop. */
export class StoppableRun {
  /** Called when it is told, with the reason. */
  onStop: (reason: JobStopped) => void = () => {};
  #reason?: JobStopped;
  #controller?: AbortController;

  constructor(
    readonly queue: QueueName,
    readonly id: string,
  ) {}

  /** Why it was told to stop; undefined when it was not. */
  get reason(): JobStopped | undefined {
    return this.#reason;
  }

  // Made when somebody asks: most handlers do not, and it is what costs most of a run that does little.
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  /** The first cause stays. */
  stop(cause: StopCause): void {
    if (this.#reason) return;
    this.#reason = new JobStopped(cause);
    this.#controller?.abort(this.#reason);
    this.onStop(this.#reason);
  }
}
