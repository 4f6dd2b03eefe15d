import { isAscii, isUtf8 } from 'node:buffer';
import type { CsvEncoding } from './csv-dialect.js';

/** What files of this encoding may begin with. */
export const BYTE_ORDER_MARKS: Record<CsvEncoding, Buffer> = {
  'utf-8': Buffer.from([0xef, 0xbb, 0xbf]),
  'utf-16le': Buffer.from([0xff, 0xfe]),
  'utf-16be': Buffer.from([0xfe, 0xff]),
  'windows-1252': Buffer.alloc(0),
};

/** 2 where a line end or a delimiter takes two bytes. */
export function unitBytes(encoding: CsvEncoding): 1 | 2 {
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1;
}

/** Undefined when the bytes are not text of this encoding. */
export function decodeText(bytes: Buffer, encoding: CsvEncoding): string | undefined {
  if (unitBytes(encoding) === 2) {
    const text = decodeUtf16(bytes, encoding);
    return text.isWellFormed() ? text : undefined;
  }
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (encoding === 'windows-1252') return decodeWindows1252(bytes);
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** With U+FFFD for what is not text. */
export function decodeAnyway(bytes: Buffer, encoding: CsvEncoding): string {
  return (
    decodeText(bytes, encoding) ??
    (unitBytes(encoding) === 2 ? decodeUtf16(bytes, encoding).toWellFormed() : bytes.toString('utf8'))
  );
}

/** As it is, with lone surrogates where they are. A single byte at the end becomes one too. */
export function decodeUtf16(bytes: Buffer, encoding: CsvEncoding): string {
  const whole = bytes.subarray(0, bytes.length & ~1);
  const text = (encoding === 'utf-16be' ? Buffer.from(whole).swap16() : whole).toString('utf16le');
  return whole.length === bytes.length ? text : `${text}\ud800`;
}

// The Encoding Standard's table of the bytes 80 to 9F; all others are the code points of the same number.
const UPPER_CONTROLS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (control) => UPPER_CONTROLS.charAt(control.charCodeAt(0) - 0x80));
}
