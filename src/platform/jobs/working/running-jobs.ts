import { Injectable } from '@nestjs/common';
import type { QueueName } from '../define-job.js';
import type { StopCause } from '../job-stopped.js';
import { StoppableRun } from './stoppable-run.js';

const EARLY_MS = 10_000;

/** The jobs that this process is at work on, so that they can be told to stop. */
@Injectable()
export class RunningJobs {
  /** By queue and id. */
  readonly #runs = new Map<string, Map<string, StoppableRun>>();
  /** Those that were told to stop before they had begun, and are on their way. */
  readonly #early = new Map<string, StopCause>();
  #isStopping = false;

  /** A run that begins now. Whoever asks for it calls `ended` at its end. */
  begun(queue: QueueName, id: string): StoppableRun {
    const run = new StoppableRun(queue, id);
    let ofQueue = this.#runs.get(queue);
    if (!ofQueue) this.#runs.set(queue, (ofQueue = new Map<string, StoppableRun>()));
    ofQueue.set(id, run);
    if (this.#isStopping || this.#early.size > 0) this.#stopAtOnce(run);
    return run;
  }

  ended(run: StoppableRun): void {
    this.#runs.get(run.queue)?.delete(run.id);
  }

  list(): Pick<StoppableRun, 'queue' | 'id'>[] {
    return this.#all();
  }

  /** Tells one to stop, if it runs here, and says whether it does. */
  stop(queue: string, id: string, cause: StopCause): boolean {
    const run = this.#runs.get(queue)?.get(id);
    run?.stop(cause);
    return run !== undefined;
  }

  /** As `stop`; also one that this process has been given and not begun. */
  cancel(queue: string, id: string): void {
    if (this.stop(queue, id, 'cancelled')) return;
    const key = keyOf(queue, id);
    this.#early.set(key, 'cancelled');
    setTimeout(() => this.#early.delete(key), EARLY_MS).unref();
  }

  /** Those that begin from now on as well. */
  stopAll(cause: 'shutdown'): void {
    this.#isStopping = true;
    for (const run of this.#all()) run.stop(cause);
  }

  #stopAtOnce(run: StoppableRun): void {
    const key = keyOf(run.queue, run.id);
    const cause = this.#early.get(key) ?? (this.#isStopping ? 'shutdown' : undefined);
    if (cause) run.stop(cause);
    this.#early.delete(key);
  }

  #all(): StoppableRun[] {
    return [...this.#runs.values()].flatMap((ofQueue) => [...ofQueue.values()]);
  }
}

function keyOf(queue: string, id: string): string {
  return `${queue}:${id}`;
}
