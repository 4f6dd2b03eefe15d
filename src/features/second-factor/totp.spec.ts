import { newTotpSecret, otpauthUri, stepOfCode } from './totp.js';

// RFC 6238, appendix B: the secret is the ASCII text 12345678901234567890. Its codes have eight digits, of which ours
// are the last six.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const VECTORS: [number, string][] = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
];

describe('codes of an authenticator app [R5]', () => {
  it.each(VECTORS)('at %d s are those of RFC 6238', (seconds, code) => {
    expect(stepOfCode(SECRET, code.slice(2), seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it('are right in their own step, the one before and the one after', () => {
    const code = '050471';
    const step = Math.floor(1111111111 / 30);
    const at = (seconds: number) => stepOfCode(SECRET, code, seconds * 1000);
    const begin = step * 30;
    expect([begin - 30, begin - 1, begin, begin + 29, begin + 30, begin + 59].map(at)).toEqual(
      Array(6).fill(step),
    );
    expect([begin - 31, begin + 60, begin - 300, begin + 3000].map(at)).toEqual(Array(4).fill(undefined));
  });

  it.each([
    '',
    '05047',
    '0504711',
    '05047a',
    ' 050471',
    '050471\n',
    '０５０４７１',
    '-50471',
    '5e0471',
    '000000',
  ])('are not %j', (text) => {
    expect(stepOfCode(SECRET, text, 1111111111_000)).toBeUndefined();
  });

  it('come from 160 random bits that an app can be told', () => {
    const secrets = Array.from({ length: 100 }, newTotpSecret);
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(otpauthUri(SECRET, 'ada+x:y@example.com'));
    expect(uri.protocol + uri.host).toBe('otpauth:totp');
    expect(decodeURIComponent(uri.pathname)).toBe('/Groundwork:ada+x:y@example.com');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret: SECRET, issuer: 'Groundwork' });
  });
});
