import { isAscii } from 'node:buffer';
import type { CsvEncoding } from '../csv-dialect.js';
import { BYTE_ORDER_MARKS } from '../csv-encoding.js';

/** The encoding of a file that begins with these bytes, and whether there is no doubt about it. */
export function sniffEncoding(head: Buffer): { encoding: CsvEncoding; sure: boolean } {
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
    const mark = BYTE_ORDER_MARKS[encoding];
    if (head.length >= mark.length && head.subarray(0, mark.length).equals(mark))
      return { encoding, sure: true };
  }
  const [even, odd] = zeros(head);
  // Of Latin letters, digits and delimiters UTF-16 leaves every other byte zero.
  if (odd > 0.3 && odd > even * 4) return { encoding: 'utf-16le', sure: false };
  if (even > 0.3 && even > odd * 4) return { encoding: 'utf-16be', sure: false };
  // The rest of the file may have other letters.
  if (isAscii(head)) return { encoding: 'utf-8', sure: false };
  const text = new TextDecoder('utf-8').decode(head, { stream: true });
  const wrong = count(text, '\ufffd') - count(head.toString('latin1'), WRITTEN_REPLACEMENT);
  if (wrong === 0) return { encoding: 'utf-8', sure: true };
  const letters = [...text].filter((letter) => letter > '\x7f').length - wrong;
  return { encoding: letters > wrong ? 'utf-8' : 'windows-1252', sure: false };
}

// U+FFFD that stands in the file, as another program left it, is text like any other.
const WRITTEN_REPLACEMENT = '\xef\xbf\xbd';

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Shares of zeros among the bytes at even and at odd places. */
function zeros(bytes: Buffer): [number, number] {
  const counts: [number, number] = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0) counts[at % 2 === 0 ? 0 : 1] += 1;
  });
  const half = Math.max(1, bytes.length / 2);
  return [counts[0] / half, counts[1] / half];
}
