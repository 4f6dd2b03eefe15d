import { connect } from 'node:net';
import { bearer } from '../support/access-token.ts';
import { aJpegThatSaysItsSizeLate, anImage, aNoisyImage, aPngThatSays } from '../builders/an-image.ts';
import { giveAvatar, jobEnd, sendAvatar, shownAvatar } from '../builders/an-avatar.ts';
import { createUser } from '../builders/a-user.ts';
import { openAccount } from '../builders/an-account.ts';
import { type HttpClient, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { rawRequest } from '../support/raw-request.ts';
import { storedFiles } from '../support/stored-files.ts';
import { startWorker } from '../support/worker.ts';

const PATH = '/api/v1/users/me/avatar';
const MAX_BYTES = 600_000;

let api: TestApi;
let user: { id: number };
let own: HttpClient;

beforeAll(async () => {
  api = await startApi({
    AVATAR_MAX_BYTES: String(MAX_BYTES),
    UPLOAD_TIMEOUT_MS: '2000',
    REQUEST_TIMEOUT_MS: '2000',
  });
  await startWorker();
  user = await createUser(api);
  own = api.as(user);
});

/** Nothing is shown, kept, or remembered of anything that was refused. */
async function nothingLeft(): Promise<void> {
  await eventually(async () => (await storedFiles()).length === 0, 20_000);
  await eventually(
    async () => (await api.dataSource.query<[]>('SELECT 1 FROM avatars')).length === 0,
    20_000,
  );
  expect(await shownAvatar(own)).toBeNull();
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

describe('a file that is no picture', () => {
  it.each([
    ['an SVG', Buffer.from(SVG), 'image_type_not_supported'],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'image_type_not_supported'],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj\n'), 'image_type_not_supported'],
    ['nothing', Buffer.alloc(0), 'image_type_not_supported'],
    ['a TIFF', Buffer.from('49492a00080000000000', 'hex'), 'image_type_not_supported'],
    ['a PNG of too many pixels', aPngThatSays(30_000, 30_000), 'image_too_large'],
    ['a PNG of more pixels than there are', aPngThatSays(0xffff_ffff, 0xffff_ffff), 'image_too_large'],
  ])('but %s is refused, whatever it is called', async (_, content, reason) => {
    const names = { filename: 'me.png', contentType: 'image/png' };
    const { body } = await sendAvatar(own, content, names).expect(422);
    expect(body).toMatchObject({ reason, errors: [{ field: 'file', code: reason }] });
    await nothingLeft();
  });

  it('is known by its content: a picture may be called anything', async () => {
    const names = { filename: '../../etc/passwd', contentType: 'text/html' };
    const { headers } = await sendAvatar(own, await anImage().png().toBuffer(), names).expect(202);
    expect(await jobEnd(own, headers.location as string)).toMatchObject({ state: 'completed' });
    await own.delete(PATH).expect(204);
    await eventually(async () => (await storedFiles()).length === 0, 20_000);
    await api.dataSource.query('DELETE FROM avatars');
  });
});

describe('a picture that cannot be decoded', () => {
  it.each([
    [
      'is cut off',
      async () => (await aNoisyImage(200, 200).jpeg().toBuffer()).subarray(0, 5000),
      'image_unreadable',
    ],
    ['is cut off in its header', async () => aPngThatSays(10, 10).subarray(0, 40), 'image_unreadable'],
    ['has no pixels', async () => aPngThatSays(10, 10), 'image_unreadable'],
    ['says late that it has too many pixels', () => aJpegThatSaysItsSizeLate(8000, 8000), 'image_too_large'],
  ])('because it %s fails at once, with a reason, and is not kept', async (_, content, reason) => {
    const job = await giveAvatar(own, await content());
    expect(job).toMatchObject({ state: 'failed', reason, attempts: 1 });
    const rows = () => api.dataSource.query<object[]>('SELECT state, reason, tidy FROM avatars');
    await eventually(async () => (await storedFiles()).length === 0, 20_000);
    await eventually(
      async () => JSON.stringify(await rows()) === JSON.stringify([{ state: 'failed', reason, tidy: true }]),
      20_000,
    );
    await api.dataSource.query('DELETE FROM avatars');
    await nothingLeft();
  });
});

describe('a body', () => {
  const image = () => anImage().png().toBuffer();

  it('that is larger than allowed is 413, whether it says so or not [W8.I6]', async () => {
    const noise = await aNoisyImage(1000, 800).png().toBuffer();
    expect(noise.length).toBeGreaterThan(MAX_BYTES * 2);
    const { body } = await sendAvatar(own, noise).expect(413);
    expect(body).toMatchObject({
      reason: 'body_too_large',
      detail: `The file is larger than ${MAX_BYTES} bytes.`,
    });
    // In chunks nobody knows before how much it is.
    const form = new FormData();
    form.set('file', new Blob([noise]), 'me.png');
    const stream = new Response(form);
    const answer = await fetch(api.url + PATH, {
      method: 'PUT',
      headers: { ...bearer(user), 'content-type': stream.headers.get('content-type') ?? '' },
      body: stream.body,
      duplex: 'half',
    });
    expect(answer.status).toBe(413);
    await nothingLeft();
  });

  it('that is larger than a small limit is 413, also when it comes in one piece', async () => {
    const small = await startApi({ AVATAR_MAX_BYTES: '2048' });
    const gif = Buffer.concat([Buffer.from('GIF89a\x08\0\x08\0', 'latin1'), Buffer.alloc(5_000)]);
    const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
    const body = Buffer.concat([Buffer.from(head), gif, Buffer.from('\r\n--x--\r\n')]);
    const answer = await fetch(small.url + PATH, {
      method: 'PUT',
      headers: { ...bearer(user), 'content-type': 'multipart/form-data; boundary=x' },
      body: new Blob([body]).stream(),
      duplex: 'half',
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ detail: 'The file is larger than 2048 bytes.' });
    await nothingLeft();
  });

  it('without a file, or with something else, is 422 and says what', async () => {
    const empty = await own.put(PATH).field('x', 'y').expect(422);
    expect(empty.body).toMatchObject({ errors: [{ field: 'x', code: 'unknownField' }] });
    const other = await own
      .put(PATH)
      .attach('picture', await image(), 'me.png')
      .expect(422);
    expect(other.body).toMatchObject({ errors: [{ field: 'picture', code: 'unknownField' }] });
    const two = await own
      .put(PATH)
      .attach('file', await image(), 'a.png')
      .attach('file', await image(), 'b.png')
      .expect(422);
    expect(two.body).toMatchObject({ reason: 'too_many_files', errors: [{ field: 'file' }] });
    const nameless = '--x\r\nContent-Disposition: form-data; filename="a.png"\r\n\r\nGIF89a\r\n--x--\r\n';
    const unnamed = await own
      .put(PATH)
      .set('content-type', 'multipart/form-data; boundary=x')
      .send(nameless)
      .expect(422);
    expect(unnamed.body).toMatchObject({
      errors: [{ field: '', code: 'unknownField', message: 'a part of the body has no name' }],
    });
    const none = await own
      .put(PATH)
      .set('content-type', 'multipart/form-data; boundary=x')
      .send('--x--\r\n')
      .expect(422);
    expect(none.body).toMatchObject({ reason: 'file_missing', errors: [{ field: 'file' }] });
    await nothingLeft();
  });

  it.each([
    ['without a boundary', 'multipart/form-data', 'hello', 400],
    [
      'that ends before its end',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nGIF89a',
      400,
    ],
    ['of another kind of multipart', 'multipart/mixed; boundary=x', '--x--\r\n', 415],
    ['of JSON', 'application/json', '{}', 415],
    ['that is the picture itself', 'image/png', 'x', 415],
  ])('%s is refused', async (_, type, text, status) => {
    const { body } = await own.put(PATH).set('content-type', type).send(text).expect(status);
    expect(body).toMatchObject({ status });
    await nothingLeft();
  });

  it('of several parts is still no body for any other route', async () => {
    for (const path of ['/api/v1/posts', '/api/v1/users', '/api/v1/auth/login']) {
      const { body } = await own
        .post(path)
        .attach('file', await image(), 'me.png')
        .expect(415);
      expect(body).toMatchObject({ reason: 'media_type_not_supported' });
    }
  });

  it('leaves its connection fit for the next request, when it is refused', async () => {
    const part = '--x\r\nContent-Disposition: form-data; name="y"; filename="a"\r\n\r\n';
    const text = `${part}${'z'.repeat(150_000)}\r\n--x--\r\n`;
    const head = [`PUT ${PATH} HTTP/1.1`, 'Host: a', `Authorization: ${bearer(user).authorization}`];
    const upload = [
      ...head,
      'Content-Type: multipart/form-data; boundary=x',
      `Content-Length: ${text.length}`,
      '',
      text,
    ];
    const next = ['GET /about HTTP/1.1', 'Host: a', 'Connection: close', '', ''];
    const answers = await rawRequest(api.url, upload.join('\r\n') + next.join('\r\n'));
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 422', 'HTTP/1.1 200']);
  });
});

describe('a client', () => {
  const start = () =>
    [
      `PUT ${PATH} HTTP/1.1`,
      'Host: a',
      `Authorization: ${bearer(user).authorization}`,
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 150000',
      '',
      '--x',
      'Content-Disposition: form-data; name="file"; filename="a"',
      '',
      '',
    ].join('\r\n');

  async function beginUpload() {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname).on('error', () => {});
    socket.write(start());
    socket.write((await aNoisyImage(200, 200).png().toBuffer()).subarray(0, 100_000));
    await eventually(async () => (await storedFiles()).length === 1, 20_000);
    return socket;
  }

  it('that goes away half-way leaves nothing behind', async () => {
    const socket = await beginUpload();
    socket.destroy();
    await nothingLeft();
  });

  it('that stops half-way is answered with 408, and leaves nothing behind', async () => {
    const socket = await beginUpload();
    const answer = Buffer.concat((await socket.toArray()) as Buffer[]).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"reason":"request_too_slow"');
    await nothingLeft();
  });

  it('that nobody knows is refused before its file is read', async () => {
    await sendAvatar(api.anonymous(), await anImage().png().toBuffer()).expect(401);
    await nothingLeft();
  });

  it('that is a browser needs a CSRF token for a file as for anything else', async () => {
    const { accessToken } = await openAccount(api);
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(await anImage().png().toBuffer())]), 'me.png');
    const answer = await fetch(api.url + PATH, {
      method: 'PUT',
      headers: { cookie: `access=${accessToken}` },
      body: form,
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ reason: 'csrf_token_wrong' });
    await nothingLeft();
  });

  it('may send so many files an hour and no more', async () => {
    const limited = await startApi({ RATE_LIMIT_UPLOAD: '1/1h' });
    const somebody = limited.as(await createUser(limited));
    await sendAvatar(somebody, Buffer.from(SVG)).expect(422);
    await sendAvatar(somebody, Buffer.from(SVG)).expect(429);
  });
});
