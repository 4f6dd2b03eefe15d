import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seeded } from '../../data-set/random.ts';

const KEYS = 5_000;
/** Popularity by rank as in Zipf's law; web traffic is about so (Breslau et al., 1999). */
const EXPONENT = 1;
const LOAD_MS = 10;
// Of a replica that is well.
const LAG_MS = 20;

/** What there is to be kept: values that change, read by keys whose popularity drifts. */
export class World {
  readonly #random: Random = seeded(2026);
  readonly #ranks = cumulative(KEYS, EXPONENT);
  /** When each key was changed. */
  readonly #changes = new Map<number, number[]>();
  #drift = 0;
  /** When loads began. */
  readonly loads: number[] = [];

  /** A key of a popular rank more often. The next one's turn comes with each drift, so that all keys rise and fall. */
  pick(): number {
    const at = this.#random();
    let [low, high] = [0, KEYS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranks[middle] ?? 1) < at) low = middle + 1;
      else high = middle;
    }
    return (low + this.#drift) % KEYS;
  }

  /** The key that is next most popular, by its rank. */
  keyAt(rank: number): number {
    return (rank + this.#drift) % KEYS;
  }

  drift(): void {
    this.#drift += 1;
  }

  change(key: number): void {
    const changes = this.#changes.get(key) ?? [];
    changes.push(performance.now());
    this.#changes.set(key, changes);
  }

  /**
   * Takes as long as a query would, and finds what a replica showed when it began; or with `latest` the primary, as the
   * product asks for what was changed lately.
   */
  async load(key: number, latest: boolean): Promise<number> {
    const at = performance.now();
    this.loads.push(at);
    const seen = latest ? at : at - LAG_MS;
    const version = (this.#changes.get(key) ?? []).filter((changedAt) => changedAt <= seen).length;
    await sleep(LOAD_MS);
    return version;
  }

  /** For how long a version had been out of date at that time, in milliseconds; 0 when it was right. */
  staleness(key: number, version: number, at: number): number {
    const missed = this.#changes.get(key)?.[version];
    return missed === undefined ? 0 : Math.max(0, at - missed);
  }
}

function cumulative(count: number, exponent: number): number[] {
  const weights = Array.from({ length: count }, (_, rank) => 1 / (rank + 1) ** exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => (sum += weight) / total);
}
