/** Bytes that somebody else sends. */
export class IncomingBytes implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = [];
  readonly #taken: (bytes: number) => void;
  #ended = false;
  #changed = () => {};

  /** @param taken is told of each chunk when it is taken */
  constructor(taken: (bytes: number) => void) {
    this.#taken = taken;
  }

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#changed();
  }

  end(): void {
    this.#ended = true;
    this.#changed();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const bytes = this.#chunks.shift();
      if (bytes) {
        this.#taken(bytes.length);
        yield bytes;
      } else if (this.#ended) return;
      else await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }
}
