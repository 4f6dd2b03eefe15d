import { aUser, createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { mailTo } from '../support/mailbox.ts';
import { rawRequest } from '../support/raw-request.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ LOG_LEVEL: 'trace' });
  await startWorker();
});

const raw = (line: string, headers = '') =>
  rawRequest(api.url, `${line} HTTP/1.1\r\nHost: a\r\n${headers}Connection: close\r\n\r\n`);
const headOf = (answer: string) => answer.split('\r\n\r\n')[0] ?? '';

describe('a line break', () => {
  it.each([
    '/%0d%0aSet-Cookie:%20pwned=1',
    '/api/v1/users?name=a%0d%0aSet-Cookie:%20pwned=1',
    '/api/v1/users?cursor=%0d%0aSet-Cookie:%20pwned=1',
    '/api/v1/users?limit=1&%0d%0aSet-Cookie:%20pwned=1',
    '/docs%0d%0aSet-Cookie:%20pwned=1',
    '/static/%0d%0aSet-Cookie:%20pwned=1',
    '/api/v1/users/%E5%98%8A%E5%98%8DSet-Cookie:%20pwned=1',
  ])('in the URL makes no header of the answer: %s [W8.I6]', async (path) => {
    for (const method of ['GET', 'POST', 'HEAD']) {
      const answer = await raw(`${method} ${path}`);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(headOf(answer)).not.toMatch(/^set-cookie/im);
    }
  });

  it.each([
    'X-Request-Id: a\rSet-Cookie: pwned=1\r\n',
    'X-Request-Id: a\nSet-Cookie: pwned=1\r\n',
    'X-Request-Id: a\r\n Set-Cookie: pwned=1\r\n',
    'X-Request-Id: a%0d%0aSet-Cookie: pwned=1\r\n',
    'X-Request-Id: a\\r\\nSet-Cookie: pwned=1\r\n',
    'X-Request-Id: a\0b\r\n',
    'Origin: https://a\r\n Set-Cookie: pwned=1\r\n',
  ])('in a header that is sent back makes no header: %j [W8.I6]', async (header) => {
    const head = headOf(await raw('GET /about', header));
    expect(head).toMatch(/^HTTP\/1\.1 (200|400) /);
    expect(head).not.toMatch(/set-cookie|pwned/i);
  });
});

describe('the log', () => {
  it.each([
    ['a path', '/%0a{"level":"fatal","msg":"forged"}', ''],
    ['a bare path', '/{"level":"fatal","msg":"forged"}', ''],
    ['the name of a parameter', '/about?%0a{"msg":"forged"}=1', ''],
    ['an agent', '/about', 'User-Agent: "}\\n{"msg":"forged"}\r\n'],
    ['an id', '/about', 'X-Request-Id: "}{"msg":"forged\r\n'],
    ['an escape of a terminal', '/%1b[2J%1b]0;forged%07', ''],
  ])('has one line for a request, whatever it holds: %s [W8.I6]', async (_, path, header) => {
    const before = api.log.lines.length;
    await raw(`GET ${path}`, header);
    const lines = api.log.lines.slice(before);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ msg: 'request', level: 'info', path: path.split('?')[0] });
    expect(api.log.of('forged')).toEqual([]);
    // Terminals act on control characters of either kind; in JSON the first are escaped.
    expect(JSON.stringify(lines[0])).not.toMatch(/[\0-\x1f\x7f-\x9f]/);
  });

  it('has no line of what a client claims to be for nobody’s ear', async () => {
    const secrets = { authorization: 'Bearer hush-1', cookie: 'session=hush-2', 'x-api-key': 'hush-3' };
    await api.http().get('/api/v1/users?name=hush-4').set(secrets);
    await api.http().post('/api/v1/users').send({ name: 'hush-5', password: 'hush-6' });
    expect(api.log.text()).not.toContain('hush-');
  });
});

describe('a mail', () => {
  it.each([
    ['to', 'a@example.com\r\nBcc: all@example.com'],
    ['to', 'a@example.com\nBcc: all@example.com'],
    ['to', '"a\r\nBcc: all@example.com" <a@example.com>'],
    ['subject', 'Tea\r\nBcc: all@example.com'],
    ['subject', 'Tea\rBcc: all@example.com'],
    ['subject', 'Tea\u2028Bcc: all@example.com'],
  ])('whose %s is %j is not sent [W8.I6]', async (field, value) => {
    const email = { to: 'a@example.com', subject: 'Tea', body: 'Four?', [field]: value };
    const { body } = await api.http().post('/api/v1/emails').send(email).expect(422);
    expect(body).toMatchObject({ errors: [{ field }] });
  });

  it.each(['Ada\r\nBcc: all@example.com', 'Ada\u0085Bcc: all@example.com', 'Ada =?utf-8?q?=0d=0aBcc:_all?='])(
    'to somebody named %j goes to nobody else [W8.I6]',
    async (name) => {
      const { status } = await api.http().post('/api/v1/users').send(aUser({ name }));
      if (status === 422) return;
      const user = await createUser(api, { name });
      const mail = await mailTo(user.email);
      expect(mail.to).toEqual([user.email]);
      expect(Object.keys(mail.headers)).not.toContain('bcc');
    },
  );
});
