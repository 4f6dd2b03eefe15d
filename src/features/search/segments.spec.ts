import { segmentsOf } from './segments.js';

describe('a marked text', () => {
  it.each([
    ['', []],
    ['nothing here', [['nothing here', false]]],
    ['\x01all\x02', [['all', true]]],
    [
      'an \x01engine\x02, \x01engines\x02',
      [
        ['an ', false],
        ['engine', true],
        [', ', false],
        ['engines', true],
      ],
    ],
    [
      '\x01a\x02\x01b\x02 c',
      [
        ['a', true],
        ['b', true],
        [' c', false],
      ],
    ],
    [
      '\x03b\x04\x01tcp\x02\x05ip\x03\x05b\x04',
      [
        ['<b>', false],
        ['tcp', true],
        ['/ip</b>', false],
      ],
    ],
  ])('%j is cut where the matches are', (marked, parts) => {
    expect(segmentsOf(marked)).toEqual(parts.map(([text, match]) => ({ text, match })));
  });
});
