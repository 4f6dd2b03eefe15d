const TURN_MS = 30_000;
const TURN_TAGS = 20_000;

/** The tags that were changed lately, so that what was read before a change is not kept after it. Bounded. */
export class RecentBumps {
  #turn = new Map<string, number>();
  #lastTurn = new Map<string, number>();
  #turnSince: number;
  #lastTurnSince: number;

  /** @param since knows all changes from here on, by `performance.now()` */
  constructor(since: number) {
    this.#turnSince = since;
    this.#lastTurnSince = since;
  }

  /** The tag was changed, as number `seq` of the cache's clock. */
  add(tag: string, seq: number, now: number): void {
    if (this.#turn.size >= TURN_TAGS || now - this.#turnSince >= TURN_MS) this.#next(now);
    this.#turn.set(tag, seq);
  }

  /** Whether none of the tags is known to have changed since the clock was `clock`; Redis said so after `askedAt`. */
  allow(tags: readonly string[], clock: number, askedAt: number): boolean {
    if (askedAt < this.#lastTurnSince) return false;
    return tags.every((tag) => (this.#turn.get(tag) ?? this.#lastTurn.get(tag) ?? 0) <= clock);
  }

  #next(now: number): void {
    this.#lastTurn = this.#turn;
    this.#lastTurnSince = this.#turnSince;
    this.#turn = new Map();
    this.#turnSince = now;
  }
}
