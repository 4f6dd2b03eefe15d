import { Readable } from 'node:stream';
import { freeAtOnce } from '../../../shared/free-at-once.js';

/** The bytes of a file that somebody may want to read again, as they came. */
export class KeptBytes {
  readonly #chunks: { byte: number; bytes: Uint8Array }[] = [];
  readonly #ahead: number;
  #end: number;
  #read: number;

  /**
   * @param start where the file is begun to be read
   * @param ahead how much is kept of what nothing was read of yet: a record without end, or empty lines. Of more the
   * beginning and the end are kept. Many times what is parsed at once, and at the least what ends all batches: then none
   * has rows on both sides of what is missing
   */
  constructor(start: number, ahead: number) {
    this.#ahead = ahead;
    this.#end = start;
    this.#read = start;
  }

  /** Hands on what comes, and keeps it. */
  async *keeping(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      // Before the next one: whoever takes these may hold a part of the last.
      this.#thin();
      this.#chunks.push({ byte: this.#end, bytes });
      this.#end += bytes.length;
      yield bytes;
    }
  }

  /** Says up to where records were found. */
  passed(byte: number): void {
    this.#read = byte;
  }

  /** Lets go of what is before a place. */
  forget(before: number): void {
    const first = this.#chunks.findIndex(({ byte, bytes }) => byte + bytes.length > before);
    this.#drop(0, first < 0 ? this.#chunks.length : first);
  }

  /** What is kept from a place on, until something is missing. */
  from(start: number): AsyncIterable<Uint8Array> {
    const found: Uint8Array[] = [];
    let next = start;
    for (const { byte, bytes } of this.#chunks) {
      if (byte + bytes.length <= start) continue;
      if (byte > next) break;
      found.push(bytes.subarray(Math.max(start - byte, 0)));
      next = byte + bytes.length;
    }
    return Readable.from(found);
  }

  #thin(): void {
    const from = this.#read + this.#ahead;
    const to = this.#end - this.#ahead;
    if (from >= to) return;
    const first = this.#chunks.findIndex(({ byte }) => byte >= from);
    const last = this.#chunks.findLastIndex(({ byte, bytes }) => byte + bytes.length <= to);
    if (first >= 0 && last >= first) this.#drop(first, last - first + 1);
  }

  #drop(first: number, count: number): void {
    for (const { bytes } of this.#chunks.splice(first, count)) freeAtOnce(bytes.buffer);
  }
}
