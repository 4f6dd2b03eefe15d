import type { Transform } from '../../src/features/imports/targets/import-options.js';
import { TransformError } from '../../src/features/imports/transforms/transform-error.js';
import { compileTransforms } from '../../src/features/imports/transforms/transforms.js';

const COLUMNS = ['First name', 'Last name', 'n'];

function transformed(text: string, transforms: Transform[], record: string[] = []): unknown {
  return compileTransforms(transforms, COLUMNS)?.(text, record);
}

describe('transforms [W6.B1]', () => {
  it.each<[Transform, string, string]>([
    [{ do: 'trim' }, ' \tAda\u00a0 ', 'Ada'],
    [{ do: 'lower' }, 'ADA@Ä', 'ada@ä'],
    [{ do: 'upper' }, 'ada', 'ADA'],
    [{ do: 'default', value: 'user' }, '', 'user'],
    [{ do: 'default', value: 'user' }, 'admin', 'admin'],
    [{ do: 'split', separator: ';', part: 0 }, 'a;b;c', 'a'],
    [{ do: 'split', separator: ';', part: 2 }, 'a;b;c', 'c'],
    [{ do: 'split', separator: ';', part: 3 }, 'a;b;c', ''],
    [{ do: 'split', separator: ', ', part: 1 }, 'Lovelace, Ada', 'Ada'],
    [{ do: 'date', format: 'dd.MM.yyyy' }, '31.01.2024', '2024-01-31T00:00:00.000Z'],
    [{ do: 'date', format: 'M/d/yy' }, '1/31/24', '2024-01-31T00:00:00.000Z'],
    [{ do: 'date', format: 'M/d/yy' }, '12/1/69', '1969-12-01T00:00:00.000Z'],
    [{ do: 'date', format: 'yyyy-MM-ddTHH:mm' }, '2024-02-29T23:59', '2024-02-29T23:59:00.000Z'],
    [
      { do: 'date', format: "dd\\MM\\yyyy 'at' H:mm:ss" },
      '01\\02\\2024 at 7:08:09',
      '2024-02-01T07:08:09.000Z',
    ],
    [{ do: 'date', format: 'yyyyMMdd' }, '00010203', '0001-02-03T00:00:00.000Z'],
    [{ do: 'date', format: 'dd.MM.yyyy' }, '', ''],
    [{ do: 'number', decimal: ',', thousands: '.' }, '-1.234.567,50', '-1234567.50'],
    [{ do: 'number', decimal: '.', thousands: ',' }, '+1,234', '1234'],
    [{ do: 'number', decimal: '.', thousands: '' }, '12', '12'],
    [{ do: 'number', decimal: ',', thousands: ' ' }, '1\u202f234,5', '1234.5'],
    [{ do: 'number', decimal: '.', thousands: "'" }, "1'234.5", '1234.5'],
    [{ do: 'number', decimal: '.', thousands: '' }, '', ''],
  ])('%j of %j is %j', (transform, text, expected) => {
    expect(transformed(text, [transform])).toBe(expected);
  });

  it.each<[Transform, string]>([
    [{ do: 'date', format: 'dd.MM.yyyy' }, '31.02.2024'],
    [{ do: 'date', format: 'dd.MM.yyyy' }, '29.02.2023'],
    [{ do: 'date', format: 'dd.MM.yyyy' }, '1.1.2024'],
    [{ do: 'date', format: 'dd.MM.yyyy' }, '01x01x2024'],
    [{ do: 'date', format: 'dd.MM.yyyy' }, '00.01.2024'],
    [{ do: 'date', format: 'dd.MM.yyyy HH:mm' }, '01.01.2024 24:00'],
    [{ do: 'date', format: 'dd.MM.yyyy' }, '01.01.2024\n'],
    [{ do: 'number', decimal: ',', thousands: '.' }, '1.23,4'],
    [{ do: 'number', decimal: ',', thousands: '.' }, '1,234.5'],
    [{ do: 'number', decimal: '.', thousands: '' }, '1e3'],
    [{ do: 'number', decimal: '.', thousands: '' }, 'NaN'],
  ])('%j refuses %j', (transform, text) => {
    expect(transformed(text, [transform])).toEqual({
      code: expect.stringMatching(/^is(Date|Number)$/) as string,
      message: expect.stringMatching(/^must be /) as string,
    });
  });

  it.each<[Transform, RegExp]>([
    [{ do: 'date', format: 'dd.MM' }, /no year/],
    [{ do: 'date', format: 'yyyy' }, /no month/],
    [{ do: 'date', format: 'yyyy-MM-dd mm' }, /no hour/],
    [{ do: 'date', format: 'yyyy-MM-dd HH:ss' }, /no minute/],
    [{ do: 'date', format: 'yyyy-yy-MM-dd' }, /more than one year/],
    [{ do: 'date', format: 'yyyy-MM-dd constructor' }, /no part of a date/],
    [{ do: 'date', format: 'DD.MM.yyyy' }, /holds DD/],
    [{ do: 'number', decimal: ',', thousands: ',' }, /same character/],
    [{ do: 'template', template: '{First}' }, /\{First\}, which is no column/],
    [{ do: 'template', template: '{toString}' }, /no column/],
    [{ do: 'template', template: 'a { b' }, /without its other half/],
  ])('%j can never be done', (transform, message) => {
    expect(() => compileTransforms([transform], COLUMNS)).toThrow(TransformError);
    expect(() => compileTransforms([transform], COLUMNS)).toThrow(message);
  });

  it('columns are put together by templates, which nothing in them can change', () => {
    const template: Transform = { do: 'template', template: '{First name} {{{Last name}}} $&{n}' };
    expect(transformed('x', [template], ['{n}', '${1+1}', '$1'])).toBe('{n} {${1+1}} $&$1');
  });

  it('texts do not grow beyond measure', () => {
    const template: Transform = { do: 'template', template: '{n}'.repeat(300) };
    const long = 'x'.repeat(1_000_000);
    expect(transformed('', [template, { do: 'trim' }], ['', '', long])).toMatchObject({ code: 'tooLong' });
    expect(transformed('', [{ do: 'template', template: '{n}' }], ['', '', long])).toHaveLength(1_000_000);
  });

  it('are done in order, and the first that cannot be done says what is wrong', () => {
    const steps: Transform[] = [
      { do: 'trim' },
      { do: 'default', value: 'NOBODY; 31/12/2023' },
      { do: 'lower' },
      { do: 'split', separator: ';', part: 1 },
      { do: 'trim' },
      { do: 'date', format: 'dd/MM/yyyy' },
    ];
    expect(transformed('  ', steps)).toBe('2023-12-31T00:00:00.000Z');
    expect(transformed('a;b', [...steps, { do: 'upper' }])).toMatchObject({ code: 'isDate' });
    expect(compileTransforms([], COLUMNS)).toBeUndefined();
  });
});
