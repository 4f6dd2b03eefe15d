import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what the database must keep and a copy of it must not show: AES-256-GCM with a random initialisation vector,
 * written as `v1.<name of the key>.<vector, tag and text in base64url>`.
 */
export class DataCipher {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #current: string;

  /** @param keys 32 bytes each, by name; the first one encrypts and all decrypt, so that a key can be replaced */
  constructor(keys: ReadonlyMap<string, Buffer>) {
    const [current] = keys.keys();
    if (current === undefined) throw new Error('a cipher needs a key');
    this.#keys = keys;
    this.#current = current;
  }

  /** @param purpose what the text is and whose, such as `totp:17`; for another purpose it does not decrypt */
  encrypt(text: string, purpose: string): string {
    const head = `v1.${this.#current}`;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key(this.#current), iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(`${head}.${purpose}`));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${head}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
  }

  /** Throws when the text was changed, is for another purpose, or its key is not known. */
  decrypt(sealed: string, purpose: string): string {
    const [version, name = '', body = '', ...rest] = sealed.split('.');
    if (version !== 'v1' || rest.length > 0) throw new Error('not an encrypted text');
    const bytes = Buffer.from(body, 'base64url');
    const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
    const cipher = createDecipheriv(ALGORITHM, this.#key(name), iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(`v1.${name}.${purpose}`));
    cipher.setAuthTag(tag);
    return cipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + cipher.final('utf8');
  }

  #key(name: string): Buffer {
    const key = this.#keys.get(name);
    if (!key) throw new Error(`the data encryption key ${name} is not configured`);
    return key;
  }
}
