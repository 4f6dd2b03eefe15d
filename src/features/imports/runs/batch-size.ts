export interface BatchLimits {
  batchRowsMin: number;
  batchRowsMax: number;
  batchTargetMs: number;
  /** Of the process, in bytes. */
  memoryBytes: number;
}

const FIRST = 2000;
/** A change that is smaller is none. */
const NOTABLE = 0.15;

/** How many rows a batch is to have: as many as are written in the time it is to take, unless the caller said how many. */
export class BatchSize {
  #rows: number;

  /** @param fixed by the caller */
  constructor(
    private readonly limits: BatchLimits,
    private readonly fixed: number | null,
    begin = FIRST,
  ) {
    this.#rows = fixed ?? this.#within(begin);
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Learns from a batch that was written, or took too long. Answers whether the next ones are to have another size.
   *
   * @param rows that it had, taken and rejected
   * @param memory of the process, in bytes
   */
  learn(rows: number, ms: number, memory: number): boolean {
    if (this.fixed !== null) return false;
    const isLarge = memory > this.limits.memoryBytes;
    const suitable = isLarge ? 0 : (rows / Math.max(ms, 1)) * this.limits.batchTargetMs;
    // One that ended at its bytes, or with its lane, says little of larger ones: only that it was too large itself.
    if (rows < this.#rows / 2 && suitable >= rows) return false;
    const least = Math.min(rows, this.#rows) / 2;
    const next = this.#within(Math.round(Math.min(Math.max(suitable, least), this.#rows * 2)));
    if (Math.abs(next - this.#rows) < this.#rows * NOTABLE) return false;
    this.#rows = next;
    return true;
  }

  #within(rows: number): number {
    return Math.min(Math.max(rows, this.limits.batchRowsMin), this.limits.batchRowsMax);
  }
}
