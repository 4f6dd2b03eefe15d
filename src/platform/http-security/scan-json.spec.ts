import fc from 'fast-check';
import { findJsonFault, JSON_LIMITS } from './scan-json.js';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const fields = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, n])));

describe('the structure of a JSON text', () => {
  it('is good for every value, however its texts look [W8.S5]', () => {
    const value = fc.object({
      maxDepth: 5,
      maxKeys: 20,
      key: fc
        .string({ unit: 'binary', maxLength: 30 })
        .filter((name) => !(name in {}) && name !== 'prototype'),
    });
    const layout = fc.constantFrom(undefined, 2, '\t');
    fc.assert(
      fc.property(value, layout, (each, space) =>
        expect(findJsonFault(JSON.stringify(each, null, space))).toBeUndefined(),
      ),
    );
    expect(
      findJsonFault(String.raw`{"a":"{\"a\":1,\"a\":2}","b\\":["a","a"],"":{"a":{}},"c":","}`),
    ).toBeUndefined();
  });

  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"b":{"c":[0,{"d":1 , "d":2}]}}', 'b.c.1.d'],
    [String.raw`{"a":1,"\u0061":2}`, 'a'],
    [String.raw`{"\"":1,"\u0022":2}`, '"'],
    ['{"a":"\\\\","a":2}', 'a'],
  ])('of %s names a field twice', (json, field) => {
    expect(findJsonFault(json)).toMatchObject({ field, code: 'duplicateField' });
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', String.raw`has\u004fwnProperty`])(
    'may not have a field %s',
    (name) => {
      expect(findJsonFault(`{"a":{"${name}":1}}`)).toMatchObject({ code: 'reservedName' });
    },
  );

  it('has its limits', () => {
    const { levels, fields: most, items, nameLength } = JSON_LIMITS;
    expect(findJsonFault(nested(levels))).toBeUndefined();
    expect(findJsonFault(nested(levels + 1))).toMatchObject({ code: 'maxDepth' });
    expect(findJsonFault(fields(most))).toBeUndefined();
    expect(findJsonFault(`{"a":${fields(most + 1)}}`)).toMatchObject({ code: 'maxFields', field: 'a' });
    expect(findJsonFault(`[${'0,'.repeat(items - 1)}0]`)).toBeUndefined();
    expect(findJsonFault(`{"b":[${'0,'.repeat(items)}0]}`)).toMatchObject({ code: 'maxItems', field: 'b' });
    expect(findJsonFault(`{"${'n'.repeat(nameLength)}":1}`)).toBeUndefined();
    expect(findJsonFault(`{"${'n'.repeat(nameLength + 1)}":1}`)).toMatchObject({ code: 'maxLength' });
  });

  it.each([
    ['open brackets', '['],
    ['open objects', '{"a":'],
    ['escapes', '"\\'],
    ['quotes', '"'],
    ['commas', ','],
    ['blanks', ' \n'],
    ['objects', '{},'],
  ])('is looked at in a time that grows with the size: %s', (_, part) => {
    const took = (size: number): number => {
      const begin = performance.now();
      findJsonFault(`[${part.repeat(size / part.length)}`);
      return performance.now() - begin;
    };
    took(1 << 20);
    expect(took(1 << 20)).toBeLessThan(500);
  });
});
