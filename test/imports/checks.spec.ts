import { plainToInstance } from 'class-transformer';
import { isEmail, validateSync } from 'class-validator';
import fc from 'fast-check';
import { email, oneOf, text, time } from '../../src/features/imports/targets/checks.js';
import type { Check } from '../../src/features/imports/targets/import-target.js';
import { WritePostDto } from '../../src/features/posts/post.dto.js';
import { TimeRangeQueryDto } from '../../src/platform/http/time-range-query.dto.js';
import { WriteUserDto } from '../../src/features/users/user.dto.js';

const accepts = (check: Check, value: string) => typeof check(value) === 'string';

/** Whether the API takes a body of which everything else is right. */
function apiAccepts(dto: new () => object, body: object, field: string): boolean {
  return !validateSync(plainToInstance(dto, body)).some(({ property }) => property === field);
}

/** Characters that rules turn on. */
const odd = (characters: string, maxLength = 12) =>
  fc.string({ unit: fc.constantFrom(...characters), maxLength });
const RUNS = { numRuns: 3000, seed: 6 };

describe('e-mail addresses are taken as the API takes them [W6.H4]', () => {
  const check = email();
  const same = (value: string) =>
    expect([value, accepts(check, value)]).toEqual([
      value,
      isEmail(value) && apiAccepts(WriteUserDto, { name: 'Ada', email: value }, 'email'),
    ]);

  it.each([
    'ada@example.com',
    'Ada.Lovelace+notes@EXAMPLE.co.uk',
    'a_b%c@x-y.org',
    'a@b.c',
    'a@b.co',
    'a@-b.co',
    'a@b-.co',
    'a@b--c.co',
    'a@b.c0',
    'a@b.123',
    'a@b_c.co',
    '.a@b.co',
    'a.@b.co',
    'a..b@c.co',
    'a@b..co',
    'a@b@c.co',
    '@b.co',
    'a@',
    'a b@c.co',
    ' a@b.co',
    'a@b.co\n',
    '"a b"@c.co',
    '"a\nb"@c.co',
    'ä@b.co',
    'a@bücher.de',
    'a@b.xn--p1ai',
    'a@[127.0.0.1]',
    'Ada <ada@example.com>',
    'a\0@b.co',
    'a\\b@c.co',
    `${'a'.repeat(64)}@b.co`,
    `${'a'.repeat(65)}@b.co`,
    `a@${'b'.repeat(63)}.co`,
    `a@${'b'.repeat(64)}.co`,
    `a@${'b'.repeat(59)}.co`,
    `a@b.${'c'.repeat(63)}`,
    `a@b.${'c'.repeat(64)}`,
    `a@${'b.'.repeat(124)}co`,
    `a@${'b.'.repeat(125)}co`,
    `${'a'.repeat(60)}@${'b.'.repeat(95)}com`,
    `${'a'.repeat(60)}@${'b.'.repeat(96)}com`,
  ])('%j', same);

  it('whatever they look like', () => {
    fc.assert(fc.property(fc.emailAddress(), same), { ...RUNS, numRuns: 500 });
    const parts = fc.tuple(odd('aZ0._%+-"\\ é'), odd('aZ0.-_é'), odd('aZ0é-', 4));
    fc.assert(
      fc.property(parts, ([local, host, top]) => same(`${local}@${host}.${top}`)),
      RUNS,
    );
  });
});

describe('texts are taken as the API takes them [W6.H4]', () => {
  const name = text({ min: 1, max: 200 });
  const body = text({ min: 1, max: 50_000, multiline: true });
  const same = (value: string) => {
    const verdicts = [accepts(name, value), accepts(body, value)];
    const post = { title: 'a', body: value };
    expect([value, ...verdicts]).toEqual([
      value,
      apiAccepts(WriteUserDto, { name: value, email: 'a@b.co' }, 'name'),
      apiAccepts(WritePostDto, post, 'body'),
    ]);
  };

  it.each([
    'Ada',
    ' Ada ',
    ' ',
    '\u00a0',
    'a\nb',
    'a\tb',
    'a\0b',
    'a\x7fb',
    'a\u2028b',
    '\ud800',
    'a\\b',
    '😀'.repeat(200),
    '😀'.repeat(201),
    'a'.repeat(200),
    'a'.repeat(201),
    'é'.repeat(200),
    'é'.repeat(201),
    'a'.repeat(50_000),
    'a'.repeat(50_001),
  ])('%j', same);

  it('whatever they hold', () => {
    fc.assert(fc.property(odd('aé \t\n\0\\\x1f\x7f\u2028\ud83d\ude00\ud800'), same), RUNS);
  });
});

describe('times', () => {
  const check = time();
  const at = (value: string) => {
    const result = check(value);
    return typeof result === 'string' ? new Date(result).getTime() : undefined;
  };

  it.each([
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['2024-01-31T09:30:00Z', '2024-01-31T09:30:00Z'],
    ['2024-01-31T09:30Z', '2024-01-31T09:30:00Z'],
    ['2024-01-31T09:30:00+02:00', '2024-01-31T07:30:00Z'],
    ['2024-01-31T09:30:00.123456789Z', '2024-01-31T09:30:00.123Z'],
    ['2024-12-31T23:59:59Z', '2024-12-31T23:59:59Z'],
    ['0001-01-01', '0001-01-01T00:00:00Z'],
  ])('%s is one', (value, expected) => {
    expect(at(value)).toBe(Date.parse(expected));
  });

  it.each([
    '1',
    'now',
    '2023-02-29',
    '2024-02-30',
    '2024-02-31',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0000-01-01',
    '2024-01-31 09:30:00Z',
    '2024-01-31T25:00:00Z',
    '2024-01-31T09:60:00Z',
    '2024-01-31T09:30:00',
    '20240131',
    '2024-01-31\n',
    'infinity',
  ])('%j is none', (value) => {
    expect(check(value)).toMatchObject({ code: 'isTime' });
  });

  it('are those of the API, but for days that no month has and the year 0', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
    const parts = fc.tuple(two(13), two(29), two(24), two(60), odd('Z+:023.', 7));
    fc.assert(
      fc.property(parts, ([month, day, hour, minute, rest]) => {
        const value = `2024-${month}-${day}T${hour}:${minute}${rest}`;
        const api = plainToInstance(TimeRangeQueryDto, { from: value });
        const taken = validateSync(api).length === 0;
        expect([value, accepts(check, value)]).toEqual([value, taken]);
      }),
      RUNS,
    );
  });

  it('in the past are not those to come', () => {
    const past = time({ past: true });
    expect(past(new Date(Date.now() - 1000).toISOString())).toMatch(/Z$/);
    expect(past(new Date(Date.now() + 60_000).toISOString())).toMatchObject({ code: 'isPast' });
    expect(past('9999-12-31')).toMatchObject({ code: 'isPast' });
  });
});

it('a word of a list is one of it, and nothing that all objects have', () => {
  const check = oneOf(['user', 'admin']);
  expect(['user', 'admin', 'User', 'constructor', ''].map((value) => accepts(check, value))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
