import { ownColumns } from '../../src/features/imports/rejects/reject-columns.js';
import type { GivenOptions } from '../../src/features/imports/targets/given-options.js';
import { importTarget, importTargets } from '../../src/features/imports/targets/import-targets.js';
import { proposeMapping, proposeTarget } from '../../src/features/imports/targets/propose-mapping.js';
import { settleOptions } from '../../src/features/imports/targets/settle-options.js';
import { CSV_ENCODINGS, CSV_NEWLINES } from '../../src/platform/csv/csv-dialect.js';
import { AppError } from '../../src/shared/app-error.js';
import { type Permission, permissionsOf } from '../../src/shared/permissions.js';

const users = importTarget('users');
const posts = importTarget('posts');
const dialect = {
  encoding: CSV_ENCODINGS[0],
  delimiter: ',',
  quote: '"',
  newline: CSV_NEWLINES[0],
  header: true,
};

function settled(given: GivenOptions, columns = ['Name', 'E-mail', 'Role'], target = users) {
  return settleOptions(target, given, { dialect, columns }, permissionsOf('admin'));
}

function faults(given: object, columns?: string[], target = users): [string, string][] {
  try {
    settled(given, columns, target);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'invalid', reason: 'validation_failed' });
    return (error as AppError).errors?.map(({ field, code }) => [field, code]) ?? [];
  }
}

describe('a mapping is proposed by the names of columns [W6.B2]', () => {
  it.each([
    ['Name,E-mail', { Name: 'name', 'E-mail': 'email' }],
    ['full_name,E-Mail Address', { full_name: 'name', 'E-Mail Address': 'email' }],
    ['EMAIL,email (2),name', { EMAIL: 'email', name: 'name' }],
    ['User name,name,mail', { name: 'name', mail: 'email' }],
    ['e_mail,Créé,Created At,rôle', { e_mail: 'email', 'Created At': 'createdAt', rôle: 'role' }],
    ['constructor,__proto__', {}],
    ['', {}],
  ])('%s', (columns, mapping) => {
    expect(proposeMapping(users, columns.split(','))).toEqual(mapping);
  });

  it('one column for each field, and one field for each column', () => {
    const alike = { ...users, fields: users.fields.map((field) => ({ ...field, synonyms: ['thing'] })) };
    expect(proposeMapping(alike, ['thing', 'Thing'])).toEqual({ thing: 'name', Thing: 'email' });
    expect(proposeMapping(users, ['name', 'Name'])).toEqual({ name: 'name' });
  });

  it('and the target by what fits best', () => {
    const all = Object.values(importTargets);
    expect(proposeTarget(all, ['name', 'e-mail', 'department'])).toBe('users');
    expect(proposeTarget(all, ['title', 'text', 'author', 'created'])).toBe('posts');
    expect(proposeTarget(all, ['email', 'name', 'body'])).toBe('users');
    expect(proposeTarget(all, ['a', 'b'])).toBeUndefined();
  });

  it('without fields that need a permission somebody does not have', () => {
    const file = { dialect, columns: ['Name', 'E-mail', 'Role'] };
    const few = new Set(['imports:manage', 'users:manage'] as const);
    expect(settleOptions(users, {}, file, few).mapping).toEqual({ Name: 'name', 'E-mail': 'email' });
    const mapping = { Name: 'name', 'E-mail': 'email', Role: 'role' };
    const refused = () => settleOptions(users, { mapping }, file, few);
    expect(refused).toThrow('You may not import the field role.');
    const made = () =>
      settleOptions(users, { transforms: { role: [{ do: 'default', value: 'admin' }] } }, file, few);
    expect(made).toThrow('You may not import the field role.');
  });

  it('and not at all by those who may not write such rows in another way', () => {
    const file = { dialect, columns: ['Name', 'E-mail', 'author', 'title', 'body'] };
    const by = (target: typeof users, permissions: Permission[], invite = false) => {
      return () => settleOptions(target, { invite }, file, new Set(permissions));
    };
    const refused = { code: 'forbidden', reason: 'permission_missing' };
    expect(by(users, ['imports:manage', 'posts:moderate'])).toThrow(expect.objectContaining(refused));
    expect(by(posts, ['imports:manage', 'users:manage'])).toThrow('You may not import posts.');
    expect(by(posts, ['posts:moderate'])).not.toThrow();
    expect(by(users, ['users:manage'], true)).toThrow('You may not send invitations.');
    expect(by(users, ['users:manage', 'emails:send'], true)).not.toThrow();
  });
});

describe('options are settled when an import is made', () => {
  it('with what is usual for all that is not given', () => {
    expect(settled({})).toEqual({
      dialect,
      columns: ['Name', 'E-mail', 'Role'],
      mapping: { Name: 'name', 'E-mail': 'email', Role: 'role' },
      transforms: {},
      onConflict: 'skip',
      batchSize: null,
      dryRun: false,
      invite: false,
    });
  });

  const whole = { Name: 'name', 'E-mail': 'email' };

  it.each<[string, object, [string, string][]]>([
    ['an unknown column', { mapping: { ...whole, Mail: 'email' } }, [['mapping.Mail', 'unknownColumn']]],
    ['an unknown field', { mapping: { ...whole, Role: 'constructor' } }, [['mapping.Role', 'unknownField']]],
    ['a field with two columns', { mapping: { ...whole, Role: 'name' } }, [['mapping.Role', 'fieldTwice']]],
    ['a required field without one', { mapping: { Name: 'name' } }, [['mapping', 'fieldMissing']]],
    ['transforms of no field', { transforms: { toString: [] } }, [['transforms.toString', 'unknownField']]],
    [
      'transforms that cannot be',
      { transforms: { email: [{ do: 'trim' }, { do: 'template', template: '{Mail}' }] } },
      [['transforms.email.1', 'badTransform']],
    ],
    [
      'steps that are none',
      { transforms: { email: [{ do: 'eval' }] } },
      [['transforms.email.0.do', 'invalid_union']],
    ],
    ['no list of steps', { transforms: { email: 'trim' } }, [['transforms.email', 'invalid_type']]],
    ['no text for a field', { mapping: { Name: 1 } }, [['mapping.Name', 'invalid_type']]],
    [
      'NUL, which cannot be kept',
      { transforms: { email: [{ do: 'default', value: 'a\0' }] } },
      [['transforms.email.0.value', 'custom']],
    ],
    ['a policy that is none', { onConflict: 'merge' }, [['onConflict', 'invalid_value']]],
  ])('and not with %s', (_, given, expected) => {
    expect(faults(given)).toEqual(expected);
  });

  it('a field that is required can be made without a column', () => {
    const made = settled({
      mapping: { 'E-mail': 'email' },
      transforms: { name: [{ do: 'template', template: '{Name} ({Role})' }] },
    });
    expect(made.mapping).toEqual({ 'E-mail': 'email' });
    expect(faults({ mapping: { 'E-mail': 'email' }, transforms: { name: [{ do: 'trim' }] } })).toEqual([
      ['mapping', 'fieldMissing'],
    ]);
  });

  it('rows can be brought up to date only when they have a key, and only users are invited', () => {
    const columns = ['author', 'title', 'body', 'external id'];
    expect(faults({ onConflict: 'update', invite: true }, columns.slice(0, 3), posts)).toEqual([
      ['onConflict', 'keyMissing'],
      ['invite', 'notPossible'],
    ]);
    const mapping = { author: 'authorEmail', title: 'title', body: 'body', 'external id': 'externalId' };
    expect(settled({ onConflict: 'update', mapping }, columns, posts).onConflict).toBe('update');
  });

  it.each([
    ['delimiter', { delimiter: '"', quote: "'" }],
    ['delimiter', { delimiter: '\n' }],
    ['delimiter', { delimiter: ';;' }],
    ['delimiter', { delimiter: '' }],
    ['delimiter', { delimiter: '§' }],
    ['quote', { quote: '\r' }],
    ['quote', { quote: '' }],
    ['quote', { quote: '„' }],
    ['quote', { quote: ',' }],
  ])('a file cannot be read with such a %s: %j', (field, written) => {
    const file = { dialect: { ...dialect, ...written }, columns: ['name', 'email'] };
    const made = () => settleOptions(users, {}, file, permissionsOf('admin'));
    const errors = [expect.objectContaining({ field })];
    expect(made).toThrow(expect.objectContaining({ reason: 'validation_failed', errors }) as Error);
  });

  it('of rejected rows that come again, columns are called as they were', () => {
    const own = ['import_line', 'import_column', 'import_reason'];
    expect(ownColumns([...own, "'+phone", "''=a", 'name'])).toEqual([...own, '+phone', "'=a", 'name']);
    expect(ownColumns([...own, "'+phone", '+phone'])).toEqual([...own, "'+phone", '+phone']);
    expect(ownColumns(["'+phone", 'name'])).toEqual(["'+phone", 'name']);
  });

  it('a file whose names of columns cannot be kept is refused', () => {
    expect(faults({}, ['name', 'email', 'a\0b'])).toEqual([['file', 'badHeader']]);
    expect(faults({}, ['name', 'email', 'x'.repeat(1001)])).toEqual([['file', 'badHeader']]);
    expect(
      faults(
        {},
        Array.from({ length: 2001 }, (_, index) => `column ${index}`),
      ),
    ).toEqual([['file', 'badHeader']]);
  });
});
