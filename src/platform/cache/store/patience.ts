const READING_MS = 3000;

/** What is left of the time that a reading waits for Redis, whose steps alone count; those at the same time count once. */
export class Patience {
  #leftMs = READING_MS;
  #steps = 0;
  #since = 0;

  async spend<T>(step: (leftMs: number) => Promise<T>): Promise<T> {
    const now = performance.now();
    if (this.#steps === 0) this.#since = now;
    this.#steps += 1;
    try {
      return await step(this.#leftMs - (now - this.#since));
    } finally {
      this.#steps -= 1;
      if (this.#steps === 0) this.#leftMs -= performance.now() - this.#since;
    }
  }
}
