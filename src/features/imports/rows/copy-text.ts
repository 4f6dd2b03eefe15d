import { freeAtOnce } from '../../../shared/free-at-once.js';

/** NULL, in COPY's text format. */
export const COPY_NULL = '\\N';

/** A value as COPY's text format has it. */
export function copyValue(text: string): string {
  return SPECIAL.test(text) ? text.replace(SPECIALS, (character) => ESCAPED[character] ?? character) : text;
}

const SPECIAL = /[\\\n\r\t]/;
const SPECIALS = /[\\\n\r\t]/g;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const encoder = new TextEncoder();

/** UTF-8 that grows at its end. */
export class CopyText {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(Math.max(capacity, 1024));
  }

  get length(): number {
    return this.#length;
  }

  append(text: string): void {
    let rest = text;
    while (rest !== '') {
      const { read, written } = encoder.encodeInto(rest, this.#bytes.subarray(this.#length));
      this.#length += written;
      if (read === rest.length) return;
      rest = rest.slice(read);
      this.#grow(rest.length);
    }
  }

  /** What was appended. Its buffer is the caller's from now on. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + 3 * needed));
    grown.set(this.#bytes.subarray(0, this.#length));
    freeAtOnce(this.#bytes.buffer);
    this.#bytes = grown;
  }
}
