import { createHash } from 'node:crypto';
import { newApiKey, readApiKey } from './api-key-format.js';

describe('the text of an API key', () => {
  it('has a prefix, a secret of 256 bits and a checksum, and is another one each time', () => {
    const made = newApiKey();
    expect(made.key).toMatch(/^gwk_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    expect(made.key.startsWith(`${made.prefix}_`)).toBe(true);
    expect(43 * Math.log2(62)).toBeGreaterThan(256);
    const keys = Array.from({ length: 1000 }, () => newApiKey());
    for (const part of ['key', 'prefix'] as const)
      expect(new Set(keys.map((each) => each[part])).size).toBe(1000);
    // Every letter comes everywhere: 43 000 of 62, each about 694 times.
    const letters = keys.flatMap(({ key }) => [...(key.split('_')[2] ?? '')]);
    const counts = Map.groupBy(letters, (letter) => letter);
    expect(counts.size).toBe(62);
    for (const { length } of counts.values()) expect(Math.abs(length - 694)).toBeLessThan(200);
  });

  it('is read back as what is stored of it: prefix and SHA-256 of the secret', () => {
    const { key, ...trace } = newApiKey();
    expect(readApiKey(key)).toEqual(trace);
    const secret = key.split('_')[2] ?? '';
    expect(trace.secretHash).toEqual(createHash('sha256').update(secret).digest());
  });

  it('has the checksum that others compute: CRC-32 to the base 62', () => {
    // Computed by another program: CRC-32 688365978.
    const key = `gwk_00000000_${'0'.repeat(43)}`;
    expect(readApiKey(`${key}_0kaJR4`)?.prefix).toBe('gwk_00000000');
  });

  it('is refused after any typing error', () => {
    const { key } = newApiKey();
    for (const index of [...key].keys()) {
      const wrong = key[index] === 'x' ? 'y' : 'x';
      expect(readApiKey(key.slice(0, index) + wrong + key.slice(index + 1))).toBeUndefined();
      expect(readApiKey(key.slice(0, index) + key.slice(index + 1))).toBeUndefined();
    }
    for (const text of ['', 'gwk_', `${key} `, `${key}\n`, `x${key}`, key.toUpperCase(), `${key}_${key}`])
      expect(readApiKey(text)).toBeUndefined();
  });
});
