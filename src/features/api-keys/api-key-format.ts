import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FORM = /^(gwk_[0-9A-Za-z]{8})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;

/** What is kept of a key. */
export interface ApiKeyTrace {
  /** `gwk_` and eight characters; tells keys apart and is no secret. */
  prefix: string;
  /** SHA-256: the secret has 256 random bits, so there is nothing to gain by a slow hash. */
  secretHash: Buffer;
}

/** Makes a key, `gwk_<8 characters>_<secret, 43 characters>_<checksum, 6 characters>`, of letters and digits. */
export function newApiKey(): ApiKeyTrace & { key: string } {
  const [prefix, secret] = [`gwk_${randomText(8)}`, randomText(43)];
  const body = `${prefix}_${secret}`;
  return { key: `${body}_${checksum(body)}`, prefix, secretHash: hash(secret) };
}

/** Undefined for what cannot be a key: the checksum tells typing errors and junk without asking the database. */
export function readApiKey(text: string): ApiKeyTrace | undefined {
  const [, prefix = '', secret = '', sum] = FORM.exec(text) ?? [];
  if (sum === undefined || checksum(`${prefix}_${secret}`) !== sum) return undefined;
  return { prefix, secretHash: hash(secret) };
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

// CRC-32 as six digits to the base 62, as GitHub's tokens have it.
function checksum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let digit = 0; digit < 6; digit += 1) {
    digits = ALPHABET.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
