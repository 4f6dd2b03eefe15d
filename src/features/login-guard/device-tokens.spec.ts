import fc from 'fast-check';
import { DeviceTokens } from './device-tokens.js';

const tokens = new DeviceTokens('a secret of this test', 60_000);
const account = 'ada@example.com';

describe('a device token [W2.H7]', () => {
  it('names the same device for as long as it is renewed', () => {
    const first = tokens.issue(account);
    const device = tokens.read(first, account);
    expect(device).toMatch(/^[\w-]{16}$/);
    expect(tokens.read(tokens.issue(account, device), account)).toBe(device);
    expect(tokens.read(tokens.issue(account), account)).not.toBe(device);
  });

  it('means nothing for another account, or to processes with another secret', () => {
    const token = tokens.issue(account);
    expect(tokens.read(token, 'grace@example.com')).toBeUndefined();
    expect(new DeviceTokens('another secret', 60_000).read(token, account)).toBeUndefined();
  });

  it('means nothing after its time', () => {
    const token = tokens.issue(account, undefined, 1_000_000);
    expect(tokens.read(token, account, 1_059_000)).toBeDefined();
    expect(tokens.read(token, account, 1_061_000)).toBeUndefined();
  });

  it('does not say whose account it is for', () => {
    expect(tokens.issue(account)).not.toContain('ada');
  });

  it('means nothing when any character of it was changed', () => {
    const token = tokens.issue(account);
    const at = fc.nat({ max: token.length - 1 });
    fc.assert(
      fc.property(at, fc.string({ minLength: 1, maxLength: 1 }), (place, character) => {
        const forged = token.slice(0, place) + character + token.slice(place + 1);
        expect(tokens.read(forged, account) !== undefined).toBe(forged === token);
      }),
    );
  });

  it('means nothing when it is no token at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        expect(tokens.read(text, account)).toBeUndefined(),
      ),
    );
  });
});
