import { randomUUID } from 'node:crypto';
import { type Account, openAccountWith } from '../builders/an-account.ts';
import {
  importAt,
  importFile,
  sendImport,
  sendUpload,
  type ShownImport,
  usersCsv,
} from '../builders/an-import.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { closeStreams, followEvents } from '../support/followed-events.ts';
import { storedFiles } from '../support/stored-files.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let admin: Account;

beforeAll(async () => {
  api = await startApi();
  admin = await openAccountWith(api, 'admin');
  await startWorker();
});

afterAll(closeStreams);

function fieldsOf(body: unknown): string[] {
  return (body as { errors: { field: string }[] }).errors.map(({ field }) => field);
}

describe('an import', () => {
  it('of a file that comes along is answered at once and done in the background [W6.H5]', async () => {
    const { body, headers } = await sendImport(admin.http, usersCsv(30)).expect(202);
    const { id } = body as ShownImport;
    expect(body).toMatchObject({
      state: 'queued',
      target: 'users',
      fileName: 'people.csv',
      rows: 0,
      percent: 0,
    });
    expect(headers.location).toBe(`/api/v1/imports/${id}`);
    const done = await importAt(admin.http, id, ['completed', 'failed']);
    expect(done).toMatchObject({ state: 'completed', rows: 30, inserted: 30, rejected: 0, percent: 100 });
    expect(done).toMatchObject({ bytesDone: done.bytes, rowsPerSecond: expect.any(Number) });
    expect(done.options.mapping).toEqual({ Name: 'name', 'E-mail': 'email' });
    const job = await admin.http.get(done.links.job ?? '').expect(200);
    expect(job.body).toMatchObject({ queue: 'import', name: 'import.run', state: 'completed' });
  });

  it('of a file that was sent before is made once, however often it is asked for [W6.H5]', async () => {
    const upload = (await sendUpload(admin.http, usersCsv(3)).expect(201)).body as { id: string };
    const asked = {
      uploadId: upload.id,
      target: 'users',
      batchSize: 2,
      transforms: { name: [{ do: 'upper' }] },
    };
    const ask = () => admin.http.post('/api/v1/imports').set('idempotency-key', upload.id);
    const first = await ask().send(asked).expect(202);
    const again = await ask().send(asked).expect(202);
    expect((again.body as ShownImport).id).toBe((first.body as ShownImport).id);
    const done = await importAt(admin.http, (first.body as ShownImport).id, ['completed']);
    expect(done).toMatchObject({ inserted: 3, options: { batchSize: 2 } });
    await admin.http.delete(`/api/v1/imports/${done.id}`).expect(204);
    const late = await ask().send(asked).expect(202);
    expect((late.body as ShownImport).id).toBe(done.id);
    const names = await api.dataSource.query<{ name: string }[]>(
      `SELECT name FROM users WHERE name ~ '^USER'`,
    );
    expect(names.map(({ name }) => name).sort()).toEqual(['USER 0', 'USER 1', 'USER 2']);
    const once = (await sendImport(admin.http, 'Name,E-mail\n').set('idempotency-key', 'along').expect(202))
      .body;
    const twice = (await sendImport(admin.http, 'Name,E-mail\n').set('idempotency-key', 'along').expect(202))
      .body;
    expect(twice).toEqual(once);
    const files = await api.dataSource.query<object[]>('SELECT FROM uploads');
    await eventually(async () => (await storedFiles()).length === files.length);
  });

  it.each([
    [{ target: 'nothing' }, 'target'],
    [{ mapping: { 'E-mail': 'address' } }, 'mapping.E-mail'],
    [{ mapping: { Mail: 'email' } }, 'mapping.Mail'],
    [{ mapping: { Name: 5 } }, 'mapping.Name'],
    [{ mapping: { Name: 'name' } }, 'mapping'],
    [{ mapping: null }, 'mapping'],
    [{ transforms: { name: [{ do: 'shout' }] } }, 'transforms.name.0.do'],
    [{ transforms: { name: 'trim' } }, 'transforms.name'],
    [{ transforms: { name: [{ do: 'default', value: '\0' }] } }, 'transforms.name.0.value'],
    [{ delimiter: ';;' }, 'delimiter'],
    [{ delimiter: '"' }, 'delimiter'],
    [{ delimiter: ';', quote: ';' }, 'quote'],
    [{ encoding: 'ebcdic' }, 'encoding'],
    [{ onConflict: 'merge' }, 'onConflict'],
    [{ batchSize: 0 }, 'batchSize'],
    [{ dryRun: 'yes' }, 'dryRun'],
    [{ rows: 5 }, 'rows'],
  ])('that is asked for by %j is refused, and says what is wrong', async (options, field) => {
    const { body } = await sendImport(admin.http, usersCsv(2), options).expect(422);
    expect(fieldsOf(body)[0]).toBe(field);
    const upload = (await sendUpload(admin.http, usersCsv(2)).expect(201)).body as { id: string };
    const asked = { uploadId: upload.id, target: 'users', ...options };
    const answer = await admin.http.post('/api/v1/imports').send(asked).expect(422);
    expect(fieldsOf(answer.body)[0]).toBe(field);
    await admin.http.delete(`/api/v1/uploads/${upload.id}`).expect(204);
  });

  it('is refused where its options are no JSON, or come too late, and nothing of it is kept', async () => {
    const files = (await storedFiles()).length;
    const send = () => admin.http.post('/api/v1/imports');
    const file = Buffer.from(usersCsv(2));
    const broken = await send().field('options', '{').attach('file', file, 'a.csv').expect(400);
    expect(broken.body).toMatchObject({ errors: [{ field: 'options' }] });
    const said = send().field('options', '{', { contentType: 'application/json' });
    await said.attach('file', file, 'a.csv').expect(422);
    const late = await send()
      .attach('file', file, 'a.csv')
      .field('options', '{"target":"users"}')
      .expect(422);
    expect(late.body).toMatchObject({ errors: [{ field: 'options', code: 'optionsMissing' }] });
    const list = await send().field('options', '[]').attach('file', file, 'a.csv').expect(422);
    expect(list.body).toMatchObject({ errors: [{ field: 'options', code: 'isObject' }] });
    const large = Buffer.from(`{"target":"users"}${' '.repeat(300_000)}`);
    await send().attach('options', large, 'options.json').attach('file', file, 'a.csv').expect(413);
    const text = await send().field('options', '{"target":"users"}').field('file', 'Name').expect(422);
    expect(text.body).toMatchObject({ reason: 'file_missing' });
    const twice = send()
      .field('options', '{"target":"users"}')
      .field('options', '{}')
      .attach('file', file, 'a');
    expect((await twice.expect(422)).body).toMatchObject({ errors: [{ field: 'options' }] });
    const gone = await send().send({ target: 'users', uploadId: randomUUID() }).expect(404);
    expect(gone.body).toMatchObject({ reason: 'upload_not_found' });
    await send().send({ target: 'users', uploadId: 'x' }).expect(422);
    await eventually(async () => (await storedFiles()).length === files);
  });

  it('takes its options as a file, too', async () => {
    const options = Buffer.from('{"target":"users","dryRun":true}');
    const request = admin.http.post('/api/v1/imports').attach('options', options, 'options.json');
    const { body } = await request.attach('file', Buffer.from(usersCsv(2)), 'a.csv').expect(202);
    expect(body).toMatchObject({ target: 'users', options: { dryRun: true } });
  });

  it('takes the permission to write such rows, and no more files than others may send', async () => {
    const keyFor = async (scopes: string[]) => {
      const { body } = await admin.http.post('/api/v1/api-keys').send({ name: 'test', scopes }).expect(201);
      return { 'x-api-key': (body as { key: string }).key };
    };
    const few = await keyFor(['imports:manage']);
    const files = (await storedFiles()).length;
    const refused = await sendImport(api.anonymous(), usersCsv(1)).set(few).expect(403);
    expect(refused.body).toMatchObject({ reason: 'permission_missing', detail: 'You may not import users.' });
    await eventually(async () => (await storedFiles()).length === files);
    const enough = await keyFor(['imports:manage', 'users:manage']);
    const taken = await sendImport(api.anonymous(), usersCsv(1)).set(enough).expect(202);
    expect(taken.headers['ratelimit-policy']).toContain('"upload"');
  });

  it('is followed by its events until it is over, and then no more [W6.I4]', async () => {
    const { body } = await sendImport(admin.http, usersCsv(2000), { batchSize: 100 }).expect(202);
    const { links, id } = body as ShownImport;
    const credentials = { authorization: `Bearer ${admin.accessToken}` };
    const followed = await followEvents(api.url + links.events, credentials);
    expect(await followed.end).toBe('ended');
    const states = followed.of<ShownImport>('state');
    expect(states.at(-1)).toMatchObject({ id, state: 'completed', inserted: 2000, percent: 100 });
    const rows = states.map((each) => each.rows);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    const last = {
      ...credentials,
      accept: 'text/event-stream',
      'last-event-id': followed.events.at(-1)?.id ?? '',
    };
    expect((await fetch(api.url + links.events, { headers: last })).status).toBe(204);
    await admin.http.get(links.events).expect(406);
  });

  it('has a tag that changes, and is found by what it is', async () => {
    const done = await importFile(admin.http, usersCsv(2));
    const path = `/api/v1/imports/${done.id}`;
    const { headers } = await admin.http.get(path).expect(200);
    await admin.http
      .get(path)
      .set('if-none-match', headers.etag as string)
      .expect(304);
    const list = async (query: string) => {
      const { body } = await admin.http.get(`/api/v1/imports?${query}`).expect(200);
      return body as { data: ShownImport[]; meta: { nextCursor?: string } };
    };
    expect((await list('limit=1')).data).toMatchObject([{ id: done.id }]);
    expect((await list('state=paused')).data).toEqual([]);
    expect((await list('target=posts')).data).toEqual([]);
    const all = await list('state=completed&target=users&sort=createdAt&page=1');
    const first = await list('sort=createdAt&limit=1');
    const second = await list(`sort=createdAt&limit=1&cursor=${first.meta.nextCursor}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(
      all.data.slice(0, 2).map(({ id }) => id),
    );
    await admin.http
      .get('/api/v1/imports?cursor=WyJjcmVhdGVkQXQiLCIyMDI2LTAxLTAxVDAwOjAwOjAwLjAwMFoiLDFd')
      .expect(400);
    await admin.http.delete(path).set('if-match', '"0"').expect(412);
    await admin.http
      .delete(path)
      .set('if-match', headers.etag as string)
      .expect(204);
    await admin.http.get(path).expect(404);
    // Nobody waits for that to reach a replica.
    await eventually(async () => (await admin.http.get(`/api/v1/uploads/${done.uploadId}`)).status === 404);
  });

  it('is in the audit log', async () => {
    const { id } = await importFile(admin.http, usersCsv(1));
    await admin.http.delete(`/api/v1/imports/${id}`).expect(204);
    const { body } = await admin.http.get(`/api/v1/admin/audit?targetType=import&targetId=${id}`).expect(200);
    const facts = (body as { data: { action: string; actorId: number }[] }).data;
    expect(facts.map(({ action }) => action)).toEqual([
      'import.deleted',
      'import.completed',
      'import.created',
    ]);
    expect(facts[0]).toMatchObject({ actorId: admin.id });
  });
});
