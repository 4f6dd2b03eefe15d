import { randomBytes } from 'node:crypto';
import { DataCipher } from './data-cipher.js';

const [old, young] = [randomBytes(32), randomBytes(32)];
const cipher = new DataCipher(new Map([['k1', old]]));

describe('the cipher of data at rest [R5]', () => {
  it('gives back what it encrypted, and writes it differently each time', () => {
    const sealed = cipher.encrypt('Ärger 🔑', 'totp:1');
    expect(sealed).toMatch(/^v1\.k1\.[\w-]+$/);
    expect(cipher.decrypt(sealed, 'totp:1')).toBe('Ärger 🔑');
    expect(cipher.encrypt('Ärger 🔑', 'totp:1')).not.toBe(sealed);
    expect(cipher.decrypt(cipher.encrypt('', 'totp:1'), 'totp:1')).toBe('');
  });

  it('shows nothing of the text', () => {
    const sealed = cipher.encrypt('JBSWY3DPEHPK3PXP', 'totp:1');
    const bytes = Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1');
    expect(bytes).not.toContain('JBSWY3DPEHPK3PXP');
  });

  it('refuses a text of which one bit was changed, wherever', () => {
    const sealed = cipher.encrypt('secret', 'totp:1');
    const head = sealed.slice(0, 6);
    const bytes = Buffer.from(sealed.slice(6), 'base64url');
    expect(bytes).toHaveLength(12 + 16 + 6);
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((changed[index] as number) ^ 1, index);
      expect(() => cipher.decrypt(head + changed.toString('base64url'), 'totp:1')).toThrow();
    }
    expect(() => cipher.decrypt(head + bytes.subarray(0, 20).toString('base64url'), 'totp:1')).toThrow();
  });

  it('refuses a text that was moved to another row or renamed to another key', () => {
    const both = new DataCipher(new Map([...named('k1', old), ...named('k2', old)]));
    const sealed = both.encrypt('secret', 'totp:1');
    expect(() => both.decrypt(sealed, 'totp:2')).toThrow();
    expect(() => both.decrypt(sealed.replace('k1', 'k2'), 'totp:1')).toThrow();
  });

  it('encrypts with the first key and decrypts with all', () => {
    const rotated = new DataCipher(new Map([...named('k2', young), ...named('k1', old)]));
    expect(rotated.decrypt(cipher.encrypt('secret', 'totp:1'), 'totp:1')).toBe('secret');
    expect(rotated.encrypt('secret', 'totp:1')).toMatch(/^v1\.k2\./);
    expect(() => cipher.decrypt(rotated.encrypt('secret', 'totp:1'), 'totp:1')).toThrow('k2');
    expect(() => new DataCipher(new Map())).toThrow('a cipher needs a key');
  });

  it.each(['', 'secret', 'v1', 'v1.k1', 'v1.k1.', 'v2.k1.AAAA', 'v1.k1.AAAA.AAAA', 'v1.__proto__.AAAA'])(
    'refuses %j',
    (text) => {
      expect(() => cipher.decrypt(text, 'totp:1')).toThrow();
    },
  );
});

function named(name: string, key: Buffer): Map<string, Buffer> {
  return new Map([[name, key]]);
}
