import type { RowBatch } from './row-batch.js';

/** Batches of a lane that have come, or those who wait for them. */
export class BatchQueue {
  readonly #batches: RowBatch[] = [];
  #waiting: PromiseWithResolvers<RowBatch | undefined>[] = [];
  #ended = false;
  #failure: { error: unknown } | undefined;

  give(batch: RowBatch): void {
    this.#batches.push(batch);
    this.#serve();
  }

  /** Those that came before are not given any more. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting = [];
  }

  /** Undefined after the last. */
  async next(): Promise<RowBatch | undefined> {
    if (this.#failure) throw this.#failure.error;
    const waiting = Promise.withResolvers<RowBatch | undefined>();
    this.#waiting.push(waiting);
    this.#serve();
    return waiting.promise;
  }

  #serve(): void {
    while (this.#waiting.length > 0 && (this.#ended || this.#batches.length > 0)) {
      const batch = this.#ended ? undefined : this.#batches.shift();
      this.#ended ||= batch?.last === true;
      this.#waiting.shift()?.resolve(batch);
    }
  }
}
