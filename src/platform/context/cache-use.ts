/** What became of one reading through the cache. */
export type CacheStatus = 'HIT' | 'STALE' | 'MISS' | 'BYPASS';

/** A value that a request was given by the cache, and how long whatever is made of it may be kept. */
export interface UsedValue {
  status: CacheStatus;
  /** Since when the value is known to be right, in milliseconds since 1970. */
  storedAt: number;
  /** Until when it may be given out as fresh, in milliseconds since 1970. */
  freshUntil: number;
  /** A change of any of these makes the value wrong. */
  tags: readonly string[];
  /** The cache's clock when loading began: a tag that was changed later makes the value wrong. */
  clock: number;
}

/** Several such values: as old as the oldest, until the first may no longer be given out. */
export interface UsedValues extends Pick<UsedValue, 'storedAt' | 'freshUntil'> {
  /** Each tag, and the clock after which its change makes one of the values wrong. */
  clocks: ReadonlyMap<string, number>;
}

const WORST: readonly CacheStatus[] = ['HIT', 'STALE', 'MISS', 'BYPASS'];

/** What a request or job was given by the cache so far. */
export class CacheUse {
  #values: UsedValue[] = [];

  note(value: UsedValue): void {
    this.#values.push(value);
  }

  /** A reading that did not go through the cache, or not as usual: whatever is made of it may not be kept. */
  noteUnkept(status: CacheStatus): void {
    this.note({ status, storedAt: Date.now(), freshUntil: 0, tags: [], clock: 0 });
  }

  /** The worst that happened; undefined when the cache was not asked. */
  get status(): CacheStatus | undefined {
    return WORST.findLast((status) => this.#values.some((value) => value.status === status));
  }

  /** What holds for all of them together. */
  get sum(): UsedValues | undefined {
    if (this.#values.length === 0) return undefined;
    const clocks = new Map<string, number>();
    for (const { tags, clock } of this.#values)
      for (const tag of tags) clocks.set(tag, Math.min(clocks.get(tag) ?? clock, clock));
    return {
      storedAt: Math.min(...this.#values.map(({ storedAt }) => storedAt)),
      freshUntil: Math.min(...this.#values.map(({ freshUntil }) => freshUntil)),
      clocks,
    };
  }
}
