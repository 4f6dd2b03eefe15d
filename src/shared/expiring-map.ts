/** A map whose entries end by themselves, and which forgets the oldest ones rather than grow beyond a size. */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { value: Value; expiresAt: number }>();

  constructor(private readonly largestSize: number) {}

  get(key: string, now = Date.now()): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry && entry.expiresAt > now) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value, expiresAt: number): void {
    // Moves it to the end, where the newest are.
    this.#entries.delete(key);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= this.largestSize && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, { value, expiresAt });
  }

  get size(): number {
    return this.#entries.size;
  }
}
