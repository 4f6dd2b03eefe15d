import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Test } from 'supertest';
import type { PreviewDto } from '../../src/features/imports/previews/preview.dto.js';
import { type Account, openAccountWith } from '../builders/an-account.ts';
import { sendUpload, usersCsv } from '../builders/an-import.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let admin: Account;

beforeAll(async () => {
  api = await startApi();
  admin = await openAccountWith(api, 'admin');
});

function preview(content: string | Buffer, options?: object): Test {
  const request = admin.http.post('/api/v1/imports/preview');
  if (options) request.field('options', JSON.stringify(options));
  return request.attach('file', Buffer.from(content), 'people.csv');
}

async function shown(content: string | Buffer, options?: object): Promise<PreviewDto> {
  return (await preview(content, options).expect(200)).body as PreviewDto;
}

const PEOPLE = `Full name;E-Mail Address;Rolle;Joined;Department
"Noether; Emmy";Emmy.Noether@example.com;admin;23.03.1882;A

Nobody;nobody;user;1.1.2020;B
Ada;ada@example.com;queen
`;

describe('a preview of an import', () => {
  it('shows how the file is written, which column is which field, and what is wrong with the first rows [W6.B2] [W6.H4]', async () => {
    const transforms = {
      email: [{ do: 'lower' }],
      createdAt: [{ do: 'date', format: 'dd.MM.yyyy' }],
    };
    const found = await shown(PEOPLE, { transforms });
    expect(found).toMatchObject({
      target: 'users',
      dialect: { encoding: 'utf-8', delimiter: ';', quote: '"', newline: '\n', header: true },
      columns: ['Full name', 'E-Mail Address', 'Rolle', 'Joined', 'Department'],
      duplicates: [],
      mapping: { 'Full name': 'name', 'E-Mail Address': 'email', Rolle: 'role', Joined: 'createdAt' },
      errors: [],
      sampled: 3,
    });
    expect(found.warnings).toContain('Columns that no field is made of: Department.');
    expect(found.fields).toContainEqual({ name: 'email', required: true });
    const [emmy, nobody, ada] = found.rows;
    expect(emmy).toEqual({
      row: 1,
      line: 2,
      fields: ['Noether; Emmy', 'Emmy.Noether@example.com', 'admin', '23.03.1882', 'A'],
      values: {
        name: 'Noether; Emmy',
        email: 'emmy.noether@example.com',
        role: 'admin',
        createdAt: '1882-03-23T00:00:00.000Z',
      },
      faults: [],
    });
    expect(nobody).toMatchObject({ row: 2, line: 4, values: { name: 'Nobody', role: 'user' } });
    expect(nobody?.faults.map(({ column, code, value }) => [column, code, value])).toEqual([
      ['E-Mail Address', 'isEmail', 'nobody'],
      ['Joined', 'isDate', '1.1.2020'],
    ]);
    expect(ada?.faults).toEqual([
      { code: 'tooFewFields', message: 'The row has 3 fields; the file has 5 columns.' },
    ]);
    expect(found.problems).toHaveLength(3);
    expect(found.problems).toContainEqual({ field: 'email', code: 'isEmail', rows: 1 });
    expect(found.problems).toContainEqual({ code: 'tooFewFields', rows: 1 });
  });

  it('of a file that was sent before is the same, and finds posts', async () => {
    const content = 'title,text,author\nNotes,A text,ada@example.com\n';
    const { body: upload } = await sendUpload(admin.http, content).expect(201);
    const { uploadId } = { uploadId: (upload as { id: string }).id };
    const { body } = await admin.http.post('/api/v1/imports/preview').send({ uploadId }).expect(200);
    expect(body).toEqual(await shown(content));
    expect(body).toMatchObject({
      target: 'posts',
      mapping: { title: 'title', text: 'body', author: 'authorEmail' },
      rows: [{ values: { title: 'Notes', body: 'A text', authorEmail: 'ada@example.com' } }],
    });
    await admin.http.post('/api/v1/imports/preview').send({ uploadId: admin.id }).expect(422);
    const gone = '0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10';
    await admin.http.post('/api/v1/imports/preview').send({ uploadId: gone }).expect(404);
  });

  it('says what is missing before the import can be made', async () => {
    const users = await shown('E-mail,Town\nada@example.com,London\n', { target: 'users' });
    expect(users.errors.map(({ field, code }) => [field, code])).toEqual([['mapping', 'fieldMissing']]);
    expect(users.rows[0]?.values).toEqual({ email: 'ada@example.com' });
    const unknown = await shown('a,b\n1,2\n3,4\n');
    expect(unknown.errors.map(({ field, code }) => [field, code])).toEqual([['target', 'targetUnknown']]);
    expect(unknown).not.toHaveProperty('target');
    expect(unknown.rows[0]).toMatchObject({ fields: ['1', '2'], values: {}, faults: [] });
  });

  it('refuses options that can never be right, by their names', async () => {
    const options = {
      target: 'users',
      mapping: { Name: 'name', 'E-mail': 'mail', Town: 'email' },
      transforms: { name: [{ do: 'date', format: 'x' }] },
    };
    const { body } = await preview(usersCsv(2), options).expect(422);
    const { errors } = body as { errors: { field: string; code: string }[] };
    expect(errors.map(({ field, code }) => [field, code])).toEqual([
      ['mapping.E-mail', 'unknownField'],
      ['mapping.Town', 'unknownColumn'],
      ['transforms.name.0', 'badTransform'],
    ]);
    await preview(usersCsv(2), { uploadId: 'x' }).expect(422);
    await preview(usersCsv(2), { delimiter: '\n' }).expect(422);
  });

  it('looks at the beginning of long files, and of packed ones', async () => {
    const long = usersCsv(9000);
    const found = await shown(long);
    expect(found.sampled).toBeGreaterThan(500);
    expect(found.sampled).toBeLessThan(2000);
    expect(found.rows).toHaveLength(20);
    expect(found.problems).toEqual([]);
    expect(await shown(gzipSync(long))).toEqual(found);
    const ends = await shown(gzipSync(randomBytes(0)));
    expect(ends.warnings).toContain('The file has no rows.');
  });

  it('refuses what is no file of rows', async () => {
    const refused = async (content: string | Buffer, status = 422) => {
      const { body } = await preview(content).expect(status);
      return (body as { reason: string }).reason;
    };
    expect(await refused('')).toBe('file_empty');
    expect(await refused(Buffer.from('PK\x03\x04abc'))).toBe('file_type_not_supported');
    expect(await refused(Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))).toBe('file_broken');
    await refused('a,b\n'.repeat(300_000), 413);
  });

  it('shows bytes of no kind as rows that are wrong', async () => {
    for (const content of [
      randomBytes(50_000),
      Buffer.alloc(70_000),
      Buffer.from('a\0b,c\0d\n1,2\n'),
      '"'.repeat(9),
    ]) {
      const { status } = await preview(content);
      expect([200, 422]).toContain(status);
    }
  });
});
