import { Readable } from 'node:stream';
import { freeAtOnce } from './free-at-once.js';

/** The bytes of a file that somebody may want to read again, as they came. */
export class KeptBytes {
  readonly #chunks: { byte: number; bytes: Uint8Array }[] = [];
  #end: number;

  /** @param start where the file is begun to be read */
  constructor(start: number) {
    this.#end = start;
  }

  /** Hands on what comes, and keeps it. */
  async *keeping(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      this.#chunks.push({ byte: this.#end, bytes });
      this.#end += bytes.length;
      yield bytes;
    }
  }

  /** Lets go of what is before a place. */
  forget(before: number): void {
    const first = this.#chunks.findIndex(({ byte, bytes }) => byte + bytes.length > before);
    const forgotten = this.#chunks.splice(0, first < 0 ? this.#chunks.length : first);
    for (const { bytes } of forgotten) freeAtOnce(bytes.buffer);
  }

  /** What is kept from a place on. */
  from(start: number): AsyncIterable<Uint8Array> {
    const kept = this.#chunks
      .filter(({ byte, bytes }) => byte + bytes.length > start)
      .map(({ byte, bytes }) => bytes.subarray(Math.max(start - byte, 0)));
    return Readable.from(kept);
  }
}
