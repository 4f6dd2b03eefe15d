import { ADMIN, bearer } from '../support/access-token.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { rawRequest } from '../support/raw-request.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ REQUEST_BODY_LIMIT_BYTES: '200000' });
});

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${api.url}/api/v1/users`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...bearer(ADMIN), ...headers },
  });
  const problem = (await answer.json()) as { reason: string; errors?: { field: string; code: string }[] };
  return { status: answer.status, reason: problem.reason, error: problem.errors?.[0] };
}

const raw = (head: string, body = '') => rawRequest(api.url, `${head}\r\nConnection: close\r\n\r\n${body}`);
const json = (length: number) => `Host: a\r\nContent-Type: application/json\r\nContent-Length: ${length}`;

describe('a body', () => {
  it.each([
    ['application/json; charset=utf-16'],
    ['application/json;charset="iso-8859-1"'],
    ['text/json'],
    ['application/vnd.api+json'],
    ['application/jsonp'],
    ['multipart/form-data; boundary=a'],
    ['application/xml'],
    ['text/html'],
    ['application/json, text/html'],
    ['json'],
    [''],
  ])('of the type %j is 415 [W8.S5]', async (type) => {
    expect(await post('{}', { 'content-type': type })).toMatchObject({
      status: 415,
      reason: 'media_type_not_supported',
    });
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'of the type %s is read [W8.S5]',
    async (type) => {
      expect((await post('{"name":', { 'content-type': type })).status).toBe(400);
    },
  );

  it('that is compressed is 415 [W8.S5]', async () => {
    expect(await post('{}', { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
  });

  it.each([
    ['an array 33 levels deep', '['.repeat(33) + ']'.repeat(33), 'maxDepth'],
    ['an object 100,000 levels deep', '{"a":'.repeat(33_000), 'maxDepth'],
    ['201 fields', `{${Array.from({ length: 201 }, (_, n) => `"a${n}":1`).join()}}`, 'maxFields'],
    ['10,001 items', `{"a":[${'1,'.repeat(10_000)}1]}`, 'maxItems'],
    ['a name of 201 characters', `{"${'a'.repeat(201)}":1}`, 'maxLength'],
  ])('with %s is 400 and says what is too much [W8.S5]', async (_, body, code) => {
    expect(await post(body)).toMatchObject({ status: 400, reason: 'body_too_complex', error: { code } });
  });

  it('that names a field twice is 400 and says which [W8.S5]', async () => {
    expect(await post('{"name":"Ada","email":"a@example.com","name":"Eve"}')).toMatchObject({
      status: 400,
      reason: 'request_malformed',
      error: { field: 'name', code: 'duplicateField' },
    });
  });

  it('that is not UTF-8 is 400 [W8.S5]', async () => {
    expect(await post(new Uint8Array([0x22, 0xc3, 0x28, 0x22]))).toMatchObject({ status: 400 });
  });

  it('that is too large is 413 before it is read, however it is sent [W8.S5]', async () => {
    expect(await raw(`POST /api/v1/users HTTP/1.1\r\n${json(200_001)}`)).toMatch(/^HTTP\/1\.1 413 /);
    const chunks = `30d41\r\n"${'a'.repeat(0x30d40)}\r\n0\r\n\r\n`;
    const head = 'Host: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked';
    expect(await raw(`POST /api/v1/users HTTP/1.1\r\n${head}`, chunks)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('a head', () => {
  it.each([
    ['a URL of 9,000 characters', `GET /?a=${'b'.repeat(9_000)} HTTP/1.1\r\nHost: a`, 414, 'url_too_long'],
    ['a header of 20 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}`, 431, 'headers_too_large'],
    ['200 headers', `GET / HTTP/1.1\r\nHost: a\r\n${'X: 1\r\n'.repeat(199)}Y: 1`, 431, 'headers_too_large'],
    ['no Host', 'GET / HTTP/1.1\r\nX: 1', 400, 'request_malformed'],
    ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b', 400, 'request_malformed'],
    ['a Host that is none', 'GET / HTTP/1.1\r\nHost: a/../b@c', 400, 'request_malformed'],
  ])('with %s is refused with a problem document [W1.S5]', async (_, head, status, reason) => {
    const [top = '', body = ''] = (await raw(head)).split('\r\n\r\n');
    expect(top).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(body)).toMatchObject({ status, reason });
  });

  it.each(['GET /about HTTP/1.0\r\nX: 1', 'GET /about HTTP/1.1\r\nHost: [::1]:3000'])(
    'such as %j is served',
    async (head) => {
      expect(await raw(head)).toMatch(/^HTTP\/1\.1 200 /);
    },
  );
});
