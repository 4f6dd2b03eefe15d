import { characterArgument, mappingArgument, transformArgument } from './import-arguments.js';

describe('arguments of an import', () => {
  it('name columns, also those with = in their names', () => {
    const mapped = mappingArgument('a=b=email', mappingArgument('Name=name', {}));
    expect(mapped).toEqual({ Name: 'name', 'a=b': 'email' });
    for (const text of ['email', '=email', 'E-mail='])
      expect(() => mappingArgument(text, {})).toThrow('must be like');
  });

  it.each([
    ['email=trim', { email: [{ do: 'trim' }] }],
    ['role=default:', { role: [{ do: 'default', value: '' }] }],
    ['createdAt=date:dd.MM.yyyy HH:mm', { createdAt: [{ do: 'date', format: 'dd.MM.yyyy HH:mm' }] }],
    ['name=split:::0', { name: [{ do: 'split', separator: ':', part: 0 }] }],
    ['name=template:{a}={b}', { name: [{ do: 'template', template: '{a}={b}' }] }],
    ['price=number:,.', { price: [{ do: 'number', decimal: ',', thousands: '.' }] }],
    ['price=number:.', { price: [{ do: 'number', decimal: '.', thousands: '' }] }],
  ])('say a step: %s', (text, transforms) => {
    expect(transformArgument(text, {})).toEqual(transforms);
  });

  it('add steps of a field in their order', () => {
    const both = transformArgument('email=lower', transformArgument('email=trim', {}));
    expect(both).toEqual({ email: [{ do: 'trim' }, { do: 'lower' }] });
  });

  it('say a character', () => {
    for (const one of ["'", ';', '\t']) expect(characterArgument(one)).toBe(one);
    for (const text of ['', '::', '”', '\n'])
      expect(() => characterArgument(text)).toThrow('must be one ASCII character');
  });

  it.each(['email', 'email=shout', 'email=split:x', 'email=number:x', 'email=date', 'email=constructor'])(
    'are refused: %s',
    (text) => {
      expect(() => transformArgument(text, {})).toThrow('must be like "email=lower"');
    },
  );
});
