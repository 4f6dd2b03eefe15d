/** Decides which statements are kept: a share of all, and every slow one. */
export class QuerySampler {
  readonly #weight: number;

  constructor(
    private readonly share: number,
    private readonly slowMs: number,
    private readonly random: () => number = Math.random,
  ) {
    this.#weight = 1 / share;
  }

  /** For how many statements this one stands, itself included; 0 when it is not kept. */
  weightOf(durationMs: number): number {
    if (durationMs >= this.slowMs) return 1;
    return this.random() < this.share ? this.#weight : 0;
  }
}
