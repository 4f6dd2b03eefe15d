import { randomUUID } from 'node:crypto';
import { type Account, openAccountWith } from '../builders/an-account.ts';
import { importFile, type ShownImport } from '../builders/an-import.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { startWorker } from '../support/worker.ts';

interface Reject {
  row: number;
  line: number;
  fields: string[];
  faults: { column?: string; field?: string; code: string; value?: string }[];
}

let api: TestApi;
let admin: Account;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  admin = await openAccountWith(api, 'admin');
  await startWorker();
});

async function rejectsOf(
  { links }: ShownImport,
  query = '',
): Promise<{ data: Reject[]; meta: { nextCursor?: string } }> {
  const { body } = await admin.http.get(`${links.rejects}${query}`).expect(200);
  return body as { data: Reject[]; meta: { nextCursor?: string } };
}

async function csvOf({ links }: ShownImport): Promise<string> {
  const answer = await fetch(api.url + links.rejectsCsv, {
    headers: { authorization: `Bearer ${admin.accessToken}` },
  });
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="rejects-[\w-]+\.csv"$/);
  return Buffer.from(await answer.arrayBuffer()).toString();
}

describe('rows that were not taken', () => {
  it('are shown with line, column and reason, page by page [W6.S6] [W6.B4]', async () => {
    const rows = Array.from({ length: 5 }, (_, row) => `"User\n${row}",nobody-${row}`);
    const done = await importFile(admin.http, ['Name,E-mail', ...rows, 'Ada', ''].join('\n'));
    expect(done).toMatchObject({ state: 'completed', inserted: 0, rejected: 6 });
    const first = await rejectsOf(done, '?limit=4');
    const rest = await rejectsOf(done, `?limit=4&cursor=${first.meta.nextCursor}`);
    const all = [...first.data, ...rest.data];
    expect(all.map(({ row, line }) => [row, line])).toEqual([1, 2, 3, 4, 5, 6].map((row) => [row, row * 2]));
    expect(all[1]).toMatchObject({ fields: ['User\n1', 'nobody-1'] });
    expect(all[1]?.faults).toContainEqual(
      expect.objectContaining({ column: 'E-mail', field: 'email', code: 'isEmail', value: 'nobody-1' }),
    );
    expect(all[5]).toMatchObject({ fields: ['Ada'], faults: [{ code: 'tooFewFields' }] });
    expect(all[5]?.faults[0]).not.toHaveProperty('column');
    expect(rest.meta).not.toHaveProperty('nextCursor');
    await admin.http.get(`${done.links.rejects}?cursor=x`).expect(400);
    await admin.http.get(`/api/v1/imports/${randomUUID()}/rejects`).expect(404);
    await admin.http.get(`/api/v1/imports/${randomUUID()}/rejects.csv`).expect(404);
  });

  it('come as a file that, put right, is imported as it is, and runs nothing in a spreadsheet [W6.B4]', async () => {
    const [formula, dash, plain] = ['=HYPERLINK("http://x")', "'-Dash", '+49 Müller; & Söhne'];
    const rows = [formula, dash, plain].map((name, row) => `"${name.replaceAll('"', '""')}";nobody-${row}`);
    const done = await importFile(
      admin.http,
      Buffer.from(['Name;E-mail', ...rows, 'Ada', ''].join('\r\n'), 'latin1'),
    );
    expect(done).toMatchObject({ state: 'completed', rejected: 4, options: { dialect: { delimiter: ';' } } });
    const file = await csvOf(done);
    const lines = file.split('\r\n');
    expect(lines[0]).toBe('\ufeffimport_line;import_column;import_reason;Name;E-mail');
    expect(lines[1]).toMatch(/^2;E-mail;[^;]+;"'=HYPERLINK\(""http:\/\/x""\)";nobody-0$/);
    expect(lines[2]).toMatch(/;''-Dash;nobody-1$/);
    expect(lines[4]).toMatch(/^5;;".+";Ada$/);
    for (const line of lines) expect(line).not.toMatch(/(^|;)"?[=+\-@]/);

    const preview = admin.http
      .post('/api/v1/imports/preview')
      .attach('file', Buffer.from(file), 'rejects.csv');
    const { rows: first } = (await preview.expect(200)).body as { rows: { fields: string[] }[] };
    expect(first.map(({ fields }) => fields[3])).toEqual([formula, dash, plain, 'Ada']);

    // Still wrong: what comes of it is a file of the same columns, and no apostrophe more.
    const again = await importFile(admin.http, file);
    expect(again).toMatchObject({ inserted: 0, rejected: 4 });
    expect(again.options.mapping).toEqual({ Name: 'name', 'E-mail': 'email' });
    const second = await csvOf(again);
    expect(second.split('\r\n').slice(0, 4)).toEqual(lines.slice(0, 4));

    const id = randomUUID();
    const mended = second
      .replace(/nobody-(\d)/g, `${id}-$1@example.com`)
      .replace(/;Ada\r\n/, `;Ada;${id}-3@example.com\r\n`);
    expect(await importFile(admin.http, mended)).toMatchObject({
      state: 'completed',
      inserted: 4,
      rejected: 0,
    });
    const names = await api.dataSource.query<{ name: string }[]>(
      'SELECT name FROM users WHERE email LIKE $1 ORDER BY email',
      [`${id}%`],
    );
    expect(names.map(({ name }) => name)).toEqual([formula, dash, plain, 'Ada']);
  });

  it('come with columns that the same options fit, whatever they are called', async () => {
    const options = { mapping: { '+phone': 'name', 'E-mail': 'email' } };
    const done = await importFile(admin.http, '+phone,E-mail\n+49 30,nobody\n', options);
    const file = await csvOf(done);
    expect(file).toMatch(/^\ufeffimport_line,import_column,import_reason,'\+phone,E-mail\r\n/);
    const again = await importFile(admin.http, file, options);
    expect(again).toMatchObject({ state: 'completed', rejected: 1, options });
    expect(await csvOf(again)).toBe(file);
  });

  it('are whole in it, however long they are', async () => {
    const { email } = admin;
    const body = 'x'.repeat(49_000);
    const csv = (author: string) => `author,title,body\n${author},Long,${body}\n`;
    const done = await importFile(admin.http, csv('nobody@example.com'), { target: 'posts' });
    expect(done).toMatchObject({ state: 'completed', rejected: 1 });
    const mended = (await csvOf(done)).replace('nobody@example.com', email);
    expect(await importFile(admin.http, mended, { target: 'posts' })).toMatchObject({ inserted: 1 });
    const posts = await api.dataSource.query<object[]>('SELECT FROM posts WHERE body = $1', [body]);
    expect(posts).toHaveLength(1);
  });
});
