import fc from 'fast-check';
import { ConsistencyTokens } from './consistency-token.js';

const tokens = new ConsistencyTokens('a secret of this test', 60_000);
const position = { timeline: 3, lsn: 0x16_b374_d848n };

describe('a consistency token', () => {
  it('says which position its client must see', () => {
    expect(tokens.read(tokens.issue(position, 'ours'), 'ours')).toEqual(position);
  });

  it('carries every position', () => {
    const anyPosition = fc.record({
      timeline: fc.integer({ min: 1, max: 0xffff_ffff }),
      lsn: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
    });
    fc.assert(
      fc.property(anyPosition, (each) =>
        expect(tokens.read(tokens.issue(each, 'ours'), 'ours')).toEqual(each),
      ),
    );
  });

  it('means nothing after its time', () => {
    const token = tokens.issue(position, 'ours', 1_000_000);
    expect(tokens.read(token, 'ours', 1_060_000)).toEqual(position);
    expect(tokens.read(token, 'ours', 1_061_001)).toBeUndefined();
  });

  it('means nothing to another database, or to processes with another secret', () => {
    const token = tokens.issue(position, 'ours');
    expect(tokens.read(token, 'another')).toBeUndefined();
    expect(new ConsistencyTokens('another secret', 60_000).read(token, 'ours')).toBeUndefined();
  });

  it('means nothing when any character of it was changed', () => {
    const token = tokens.issue(position, 'ours');
    fc.assert(
      fc.property(
        fc.nat({ max: token.length - 1 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        (at, character) => {
          const forged = token.slice(0, at) + character + token.slice(at + 1);
          expect(tokens.read(forged, 'ours')).toEqual(forged === token ? position : undefined);
        },
      ),
    );
  });

  it('means nothing when it is no token at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => expect(tokens.read(text, 'ours')).toBeUndefined()),
    );
  });
});
