interface Sample {
  lsn: bigint;
  at: number;
}

const SAMPLES_KEPT = 600;

/**
 * Tells how long ago the primary wrote what a replica has not replayed yet. Positions are compared, not clocks of
 * transactions, so an idle primary makes nobody look late.
 */
export class LagClock {
  readonly #samples: Sample[] = [];

  /** The primary was at `lsn` at `at` (milliseconds of any steady clock). */
  record(lsn: bigint, at: number): void {
    const last = this.#samples.at(-1);
    if (last && lsn <= last.lsn) return;
    this.#samples.push({ lsn, at });
    if (this.#samples.length > SAMPLES_KEPT) this.#samples.shift();
  }

  /** Milliseconds; 0 for a replica that has replayed everything known. */
  lagMs(replayed: bigint, now: number): number {
    const missing = this.#samples.find(({ lsn }) => lsn > replayed);
    return missing ? now - missing.at : 0;
  }

  /** Another node became the primary: its positions are measured anew. */
  reset(): void {
    this.#samples.length = 0;
  }
}
