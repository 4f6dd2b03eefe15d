/** How many keys are counted: one that is read once in 4000 readings or more is never missed. */
const KEYS = 4096;
const MEMORY_MS = 10_000;

/** What is read often, just now. */
export interface HotKey {
  key: string;
  /** Readings a second, over about the last ten; never more than there were. */
  perSecond: number;
}

/**
 * Counts readings by key, in bounded memory, and forgets them within about ten seconds. When all places are taken, a
 * new key takes one from every count in place of a place of its own (Misra and Gries, Finding repeated elements, 1982):
 * so a count is never too high, and what is read once does not drive out what is read often.
 */
export class HotKeys {
  #counts = new Map<string, { count: number }>();

  constructor(private readonly hotPerSecond: number) {}

  hit(key: string): void {
    const known = this.#counts.get(key);
    if (known) known.count += 1;
    else if (this.#counts.size < KEYS) this.#counts.set(key, { count: 1 });
    else this.#keep((count) => count - 1);
  }

  isHot(key: string): boolean {
    const known = this.#counts.get(key);
    return known !== undefined && perSecond(known.count) >= this.hotPerSecond;
  }

  /** The hottest, first. */
  list(limit: number): HotKey[] {
    return [...this.#counts]
      .map(([key, { count }]) => ({ key, perSecond: perSecond(count) }))
      .filter((key) => key.perSecond >= this.hotPerSecond)
      .sort((one, other) => other.perSecond - one.perSecond)
      .slice(0, limit);
  }

  /** Called about every second: what was counted weighs less the longer ago it was. */
  forget(elapsedMs: number): void {
    const share = Math.exp(-elapsedMs / MEMORY_MS);
    this.#keep((count) => count * share);
  }

  #keep(next: (count: number) => number): void {
    for (const [key, known] of this.#counts) {
      known.count = next(known.count);
      if (known.count < 0.5) this.#counts.delete(key);
    }
  }
}

// Readings at a steady rate add up to about the rate times the memory.
function perSecond(count: number): number {
  return (count * 1000) / MEMORY_MS;
}
