import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { uploadKey } from '../../src/features/uploads/upload-file.js';
import { UploadsService } from '../../src/features/uploads/uploads.service.js';
import { type Account, openAccountWith } from '../builders/an-account.ts';
import { sendUpload, usersCsv } from '../builders/an-import.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses, environment, RunningProcess } from '../support/processes.ts';
import { storedFiles } from '../support/stored-files.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

interface ShownUpload {
  id: string;
  fileName?: string;
  bytes: number;
  sha256: string;
}

const MAX_BYTES = 400_000;

let api: TestApi;
let admin: Account;

beforeAll(async () => {
  const patient = { IMPORT_UPLOAD_TIMEOUT_MS: '60000', REQUEST_TIMEOUT_MS: '60000' };
  api = await startApi({ ...patient, IMPORT_MAX_BYTES: String(MAX_BYTES), RATE_LIMIT_UPLOAD: '1000/1m' });
  admin = await openAccountWith(api, 'admin');
});

afterAll(endProcesses);

afterEach(async () => {
  await api.dataSource.query('UPDATE uploads SET state = $1, created_at = created_at - $2::interval', [
    'uploading',
    '2 days',
  ]);
  await api.app.get(UploadsService).sweep();
});

async function nothingLeft(): Promise<void> {
  const rows = () => api.dataSource.query<object[]>('SELECT FROM uploads');
  await eventually(async () => (await storedFiles()).length === 0 && (await rows()).length === 0, 20_000);
}

describe('a file of rows', () => {
  it('is kept as it is, and shown by what is in it', async () => {
    const content = usersCsv(1000);
    const { body, headers } = await sendUpload(admin.http, content).expect(201);
    const upload = body as ShownUpload;
    expect(headers.location).toBe(`/api/v1/uploads/${upload.id}`);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(upload).toMatchObject({ fileName: 'people.csv', bytes: content.length, sha256 });
    expect((await admin.http.get(headers.location as string).expect(200)).body).toEqual(upload);
    const file = await api.app.get(UploadsService).read(upload.id);
    expect(Buffer.concat(await file!.stream.toArray()).toString()).toBe(content);
    await admin.http.delete(headers.location as string).expect(204);
    await admin.http.get(headers.location as string).expect(404);
    await nothingLeft();
  });

  it('is unpacked as it comes', async () => {
    const content = usersCsv(2000);
    const packed = Buffer.concat([gzipSync(content.slice(0, 5000)), gzipSync(content.slice(5000))]);
    const { body } = await sendUpload(admin.http, packed, 'people.csv.gz').expect(201);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(body).toMatchObject({ bytes: content.length, sha256 });
  });

  it.each([
    ['C:\\fakepath\\people.csv', 'people.csv'],
    ['../../etc/passwd', 'passwd'],
    ['Müller \u202egpj.csv', 'Müller  gpj.csv'],
    [`${'x'.repeat(300)}.csv`, 'x'.repeat(200)],
  ])('that is called %s is called %s', async (name, shown) => {
    const form = new FormData();
    form.set('file', new Blob(['a\nb\n']), name);
    const answer = await fetch(`${api.url}/api/v1/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.accessToken}` },
      body: form,
    });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ fileName: shown });
  });

  it('that is sent again with its key is answered again, and kept once', async () => {
    const send = () => sendUpload(admin.http, 'Name\nAda\n').set('idempotency-key', 'the-one');
    const first = await send().expect(201);
    const again = await send().expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await api.dataSource.query('SELECT id FROM uploads')).toHaveLength(1);
    const other = sendUpload(admin.http, 'Name\nBob\n').set('idempotency-key', 'the-one');
    expect((await other.expect(422)).body).toMatchObject({ reason: 'idempotency_key_reused' });
    expect(await storedFiles()).toHaveLength(1);
  });
});

describe('what is no file of rows', () => {
  const packed = gzipSync(usersCsv(2000));
  const half = Math.floor(packed.length / 2);
  const wrong = Buffer.from(packed).fill(0, half);
  it.each([
    ['nothing', Buffer.alloc(0), 422, 'file_empty'],
    ['nothing that was packed', gzipSync(''), 422, 'file_empty'],
    ['half a gzip', packed.subarray(0, half), 422, 'file_broken'],
    ['a gzip with an error', wrong, 422, 'file_broken'],
    ['a spreadsheet', Buffer.from('PK\x03\x04rest of it', 'latin1'), 422, 'file_type_not_supported'],
    ['a file that is too large', Buffer.alloc(MAX_BYTES + 1, 'x'), 413, 'body_too_large'],
    ['a small one that unpacks to too much', gzipSync(Buffer.alloc(MAX_BYTES * 100)), 413, 'body_too_large'],
  ])('is refused and leaves nothing: %s', async (_, content, status, reason) => {
    const { body } = await sendUpload(admin.http, content).expect(status);
    expect(body).toMatchObject({ reason });
    await nothingLeft();
  });

  it('leaves nothing when there are two of it, or a part that nobody asked for', async () => {
    const two = sendUpload(admin.http, 'Name\nAda\n').attach('file', Buffer.from('x'), 'b.csv');
    expect((await two.expect(422)).body).toMatchObject({ reason: 'too_many_files' });
    const more = sendUpload(admin.http, 'Name\nAda\n').field('options', '{}');
    expect((await more.expect(422)).body).toMatchObject({ errors: [{ field: 'options' }] });
    await nothingLeft();
  });
});

describe('a file that is broken off', () => {
  const head = [
    'POST /api/v1/uploads HTTP/1.1',
    'Host: localhost',
    'Content-Type: multipart/form-data; boundary=x',
    'Transfer-Encoding: chunked',
  ];
  const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nName\nAda\n';

  function begin({ url }: TestApi) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const sent = [...head, `Authorization: Bearer ${admin.accessToken}`, '', ''].join('\r\n');
    socket.write(`${sent}${part.length.toString(16)}\r\n${part}\r\n`);
    return socket;
  }

  it('by its client leaves nothing', async () => {
    const socket = begin(api);
    const rows = () => api.dataSource.query<object[]>('SELECT FROM uploads');
    await eventually(async () => (await rows()).length === 1, 20_000);
    socket.destroy();
    await nothingLeft();
  });

  it('by whoever wanted it leaves nothing, also before its first byte', async () => {
    const [controller, wish] = [new AbortController(), new Error('enough')];
    const received = api.app
      .get(UploadsService)
      .receive(null, 'people.csv', new PassThrough(), controller.signal);
    controller.abort(wish);
    await expect(received).rejects.toBe(wish);
    await nothingLeft();
  });

  it('because it does not come in time is 408 and leaves nothing', async () => {
    const impatient = await startApi({ IMPORT_UPLOAD_TIMEOUT_MS: '2000', REQUEST_TIMEOUT_MS: '2000' });
    const socket = begin(impatient);
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (data: Buffer) => resolve(data.toString())),
    );
    expect(answer).toContain('408 Request Timeout');
    socket.destroy();
    await nothingLeft();
  });
});

describe('a file for which the disk has no room', () => {
  it('is 503, nothing of it is left, and smaller ones are taken', async () => {
    // A process whose files may have so many blocks; the disk refuses a block more, as a full one does.
    const limited = new RunningProcess(
      ['sh', '-c', 'ulimit -f 1024; exec "$0" dist/main/api.js', process.execPath],
      await environment(),
    );
    const { address } = await limited.line('listening', 60_000);
    const send = async (content: string) => {
      const form = new FormData();
      form.append('file', new Blob([content]), 'people.csv');
      const headers = { authorization: `Bearer ${admin.accessToken}` };
      const answer = await fetch(`${String(address)}/api/v1/uploads`, {
        method: 'POST',
        headers,
        body: form,
      });
      return { status: answer.status, body: (await answer.json()) as { reason?: string } };
    };
    const refused = await send(usersCsv(60_000));
    expect(refused).toMatchObject({ status: 503, body: { reason: 'storage_unavailable' } });
    await nothingLeft();
    expect(await send(usersCsv(100))).toMatchObject({ status: 201 });
    limited.signal('SIGTERM');
    expect(await limited.exit()).toBe(0);
  }, 90_000);
});

describe('files that nobody needs', () => {
  it('are deleted after a day, by the worker', async () => {
    await sendUpload(admin.http, 'Name\nAda\n').expect(201);
    await sendUpload(admin.http, 'Name\nBob\n').expect(201);
    await api.dataSource.query(
      `UPDATE uploads SET created_at = created_at - interval '25 hours'
       WHERE id = (SELECT min(id::text)::uuid FROM uploads)`,
    );
    const { app } = await startWorker();
    await app.get(UploadsService).sweep();
    expect(await storedFiles()).toHaveLength(1);
    expect(await api.dataSource.query('SELECT FROM uploads')).toHaveLength(1);
  });

  it('are deleted though another one cannot be', async () => {
    const ids: string[] = [];
    for (const name of ['Ada', 'Bob']) {
      const { body } = await sendUpload(admin.http, `Name\n${name}\n`).expect(201);
      ids.push((body as ShownUpload).id);
    }
    const [stuck = ''] = ids;
    const path = join((await workerEnvironment()).STORAGE_DIR ?? '', uploadKey(stuck));
    await rm(path);
    await mkdir(path);
    const ages = [48, 25].map((hours, place) => [ids[place], `${hours} hours`]);
    for (const age of ages)
      await api.dataSource.query(
        'UPDATE uploads SET created_at = created_at - $2::interval WHERE id = $1',
        age,
      );
    await api.app.get(UploadsService).sweep();
    const left = () => api.dataSource.query<{ id: string }[]>('SELECT id FROM uploads');
    expect(await left()).toEqual([{ id: stuck }]);
    await rm(path, { recursive: true });
    await api.app.get(UploadsService).sweep();
    expect(await left()).toEqual([]);
  });
});
