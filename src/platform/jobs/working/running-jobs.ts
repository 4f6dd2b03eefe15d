import { Injectable } from '@nestjs/common';
import type { QueueName } from '../define-job.js';
import type { StopCause } from '../job-stopped.js';
import { StoppableRun } from './stoppable-run.js';

const EARLY_MS = 10_000;

/** The jobs that this process is at work on, so that they can be told to stop. */
@Injectable()
export class RunningJobs {
  readonly #runs = new Map<string, StoppableRun>();
  /** Those that were told to stop before they had begun, and are on their way. */
  readonly #early = new Map<string, StopCause>();
  #isStopping = false;

  /** A run that begins now. Whoever asks for it calls `ended` at its end. */
  begun(queue: QueueName, id: string): StoppableRun {
    const run = new StoppableRun(queue, id);
    this.#runs.set(keyOf(run), run);
    const cause = this.#early.get(keyOf(run)) ?? (this.#isStopping ? 'shutdown' : undefined);
    if (cause) run.stop(cause);
    this.#early.delete(keyOf(run));
    return run;
  }

  ended(run: StoppableRun): void {
    this.#runs.delete(keyOf(run));
  }

  list(): Pick<StoppableRun, 'queue' | 'id'>[] {
    return [...this.#runs.values()];
  }

  /** Tells one to stop, if it runs here, and says whether it does. */
  stop(queue: string, id: string, cause: StopCause): boolean {
    const run = this.#runs.get(keyOf({ queue, id }));
    run?.stop(cause);
    return run !== undefined;
  }

  /** As `stop`; also one that this process has been given and not begun. */
  cancel(queue: string, id: string): void {
    if (this.stop(queue, id, 'cancelled')) return;
    const key = keyOf({ queue, id });
    this.#early.set(key, 'cancelled');
    setTimeout(() => this.#early.delete(key), EARLY_MS).unref();
  }

  /** Those that begin from now on as well. */
  stopAll(cause: 'shutdown'): void {
    this.#isStopping = true;
    for (const run of this.#runs.values()) run.stop(cause);
  }
}

function keyOf({ queue, id }: { queue: string; id: string }): string {
  return `${queue}:${id}`;
}
