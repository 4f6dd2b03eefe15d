import { createHash, randomInt } from 'node:crypto';

// Crockford's base 32: no letter that can be taken for a digit, or for another one.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const COUNT = 10;
const LENGTH = 24;

/** Ten codes like `7k2m9q-xw4e0a-…`, of 120 random bits each: too many to guess, so that a fast hash is enough. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const letters = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join(
      '',
    );
    return letters.match(/.{6}/g)?.join('-') ?? '';
  });
}

/** SHA-256 of what a person meant who copied the code by hand. */
export function recoveryCodeHash(code: string): Buffer {
  const meant = code.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
  return createHash('sha256').update(meant).digest();
}
