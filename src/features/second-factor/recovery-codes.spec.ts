import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.js';

describe('recovery codes [R5]', () => {
  it('are ten, of 120 random bits each, in letters that nobody confuses', () => {
    const codes = Array.from({ length: 50 }, newRecoveryCodes).flat();
    expect(codes).toHaveLength(500);
    expect(new Set(codes).size).toBe(500);
    for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{6}-){3}[0-9a-hjkmnp-tv-z]{6}$/);
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
  });

  it('are the same however they are copied, and others are not', () => {
    const hash = (code: string) => recoveryCodeHash(code).toString('hex');
    const code = '7k2m9q-xw4e0a-h3c1td-vz5n1p';
    for (const copy of [
      '7K2M9Q-XW4E0A-H3C1TD-VZ5N1P',
      '7k2m9qxw4eoah3ctd vz5n1p'.replace('ct', 'clt'),
      ` ${code}\n`,
    ])
      expect(hash(copy)).toBe(hash(code));
    expect(hash('7k2m9q-xw4e0a-h3c1td-vz5n1q')).not.toBe(hash(code));
    expect(recoveryCodeHash(code)).toHaveLength(32);
  });
});
