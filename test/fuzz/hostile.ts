import fc from 'fast-check';

const INJECTIONS = [
  `' OR 1=1 --`,
  `'; DROP TABLE users; --`,
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '%00',
  '%',
  '\\',
  '${jndi:ldap://127.0.0.1/x}',
  '{{7*7}}',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e309',
  '0x10',
  '9007199254740993',
  '99999999999999999999999999',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
];

const AWKWARD = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\u2028',
  '\ufeff',
  '\u202e',
  '\x1b[31m',
  '\r\n',
  '\x7f',
  'e\u0301',
];

/** Texts that software trips over: what cannot be stored, what is not well-formed, what is very long, what is code. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.constantFrom(...INJECTIONS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('\ud800', '\udc00', 'a', '\0'), maxLength: 8 }),
  fc
    .tuple(fc.constantFrom('a', 'é', '😀', ' ', '(', 'a@', '.'), fc.constantFrom(201, 255, 4000, 50_001))
    .map(([unit, times]) => unit.repeat(times)),
);

const NUMBERS = [
  '0',
  '-0',
  '-1',
  '1.5',
  '-1e-7',
  '1e2',
  '1e999',
  '-1e999',
  '2147483648',
  '9007199254740993',
  '9223372036854775808',
  `1${'0'.repeat(400)}`,
  `0.${'1'.repeat(400)}`,
];

const depth = fc.constantFrom(2, 30, 1000, 20_000);
const deep = fc.oneof(
  depth.map((levels) => '['.repeat(levels) + ']'.repeat(levels)),
  depth.map((levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`),
);

/** JSON of the wrong kind, as text, so that it may be what no serializer would write. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('null', 'true', 'false', '[]', '{}', '""', '[null]', '[{}]', '{"length":1}'),
  },
  { weight: 3, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 4, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: deep },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '"\\ud800"',
      '"\\u0000"',
      '{"$ne":1}',
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{}}}',
      '{"toString":1}',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(100, 5000).map((length) => JSON.stringify(Array(length).fill(0))) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
);

/** What is not JSON, or hardly. */
export const brokenJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '{',
    '[',
    '"',
    '{"a"}',
    '{,}',
    '{}{}',
    '{} x',
    "{'a':1}",
    'NaN',
    '\ufeff{}',
    '\0',
    '-',
    '01',
    '{"a":1,}',
    '/**/{}',
  ),
  fc.constantFrom('\xff\xfe{}', '{"name":"\xff"}', '{"name":"\xed\xa0\x80"}', '"\xc3'),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }),
);

// A line feed ends the header, and a NUL the request: the parser of the server refuses them before any of our code.
const headerByte = fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code));

/** A header value in bytes, some of which no header may have. */
export const hostileHeader: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '',
      '*',
      '"',
      '""',
      ',',
      ';',
      '=',
      '"1", "2"',
      'W/"1"',
      '-1',
      'null',
      '%00',
      '../..',
      '\xff',
      'é',
      'x\ty',
      'a=b; a=c; =; ;',
    ),
  },
  { weight: 4, arbitrary: fc.string({ unit: headerByte, maxLength: 60 }) },
  { weight: 2, arbitrary: fc.constantFrom(...INJECTIONS) },
  { weight: 2, arbitrary: fc.constantFrom(201, 3000, 9000).map((length) => 'x'.repeat(length)) },
  { weight: 1, arbitrary: fc.constantFrom('a\0b', '\x01', 'a\rb', 'x\r\nX-Injected: 1', '\x7f') },
);

/** Bytes of a text as they go over the wire. */
export function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}
