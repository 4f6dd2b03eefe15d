import { aUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { rawRequest } from '../support/raw-request.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ TRUST_PROXY: '127.0.0.1' });
});

const A_LOT = 900_000;
const TEXTS: [what: string, text: string][] = [
  ['letters', 'a'.repeat(A_LOT)],
  ['blanks', ' '.repeat(A_LOT)],
  ['blanks and a letter', `${' '.repeat(A_LOT)}a`],
  ['a long local part', `${'a'.repeat(A_LOT)}@example.com`],
  ['a long domain', `a@${'a.'.repeat(A_LOT / 2)}com`],
  ['hyphens', `a@${'-'.repeat(A_LOT)}.com`],
  ['dots', `${'.'.repeat(A_LOT)}@a.com`],
  ['at signs', '@'.repeat(A_LOT)],
  ['quotes', `"${'"'.repeat(A_LOT / 2)}@a.com`],
  ['open brackets', `a@${'['.repeat(A_LOT)}`],
  ['angles', '<'.repeat(A_LOT)],
  ['joined emoji', '👩‍💻'.repeat(A_LOT / 16)],
  ['line breaks', '\n'.repeat(A_LOT / 2)],
];

async function timed<T>(ask: () => Promise<T>): Promise<{ answer: T; ms: number }> {
  const begin = performance.now();
  const answer = await ask();
  return { answer, ms: performance.now() - begin };
}

describe('a text of nearly a megabyte', () => {
  it.each(TEXTS)('of %s is refused in no time [W8.I6]', async (_, text) => {
    for (const fields of [
      { name: text },
      { email: text },
      { [text]: 1 },
      { name: [text], email: { text } },
    ]) {
      const { answer, ms } = await timed(() =>
        api
          .http()
          .post('/api/v1/users')
          .send({ ...aUser(), ...fields }),
      );
      expect([400, 413, 422]).toContain(answer.status);
      expect(ms).toBeLessThan(5_000);
      expect(answer.text.length).toBeLessThan(2_000);
    }
  });
});

const LIST = (part: string) => part.repeat(7_000 / part.length);
const HEADERS: [name: string, value: string][] = [
  ['if-none-match', LIST('W/"1",')],
  ['if-none-match', LIST(' ')],
  ['if-match', LIST('"1.1",')],
  ['if-match', LIST('" ')],
  ['accept', LIST('text/html;q=0.1,')],
  ['accept-encoding', LIST('gzip;q=0.1,')],
  ['cookie', LIST('consistency=a; ')],
  ['cookie', LIST('; ')],
  ['content-type', `application/json${LIST(';charset=')}`],
  ['content-type', `application/json;${LIST(' ')}x`],
  ['content-type', LIST('a/')],
  ['idempotency-key', LIST('a')],
  ['x-request-id', LIST('a.')],
  ['x-consistency-token', LIST('1:1.')],
  ['x-forwarded-for', LIST('1.1.1.1,')],
  ['x-forwarded-proto', LIST('https,')],
  ['range', `bytes=${LIST('0-1,')}0-1`],
  ['authorization', `Bearer ${LIST('a.')}`],
  ['if-modified-since', LIST('Mon, ')],
  ['origin', `https://${LIST('a.')}`],
];

describe('a header of seven kilobytes', () => {
  it.each(HEADERS)('%s: %.20s… is answered in no time [W8.I6]', async (name, value) => {
    for (const path of ['/static/site.css', '/api/v1/users/1', '/']) {
      const { answer, ms } = await timed(() => api.http().get(path).set(name, value));
      expect(answer.status).toBeLessThan(500);
      expect(ms).toBeLessThan(5_000);
    }
    const { answer, ms } = await timed(() => api.http().patch('/api/v1/users/1').set(name, value).send('{}'));
    expect(answer.status).toBeLessThan(500);
    expect(ms).toBeLessThan(5_000);
  });
});

describe('an answer', () => {
  it('to a body of nothing but wrong fields is not many times as large [W8.I6]', async () => {
    const wrong = Object.fromEntries(Array.from({ length: 190 }, (_, n) => [`field${n}`, n]));
    const { body } = await api.http().post('/api/v1/users').send(wrong).expect(422);
    expect(body.errors).toHaveLength(100);
  });

  it('is not multiplied by ranges [W8.I6]', async () => {
    const whole = await api.http().get('/static/site.css');
    const ranges = `bytes=${'0-,'.repeat(500)}0-`;
    const { text = '', status } = await api.http().get('/static/site.css').set('range', ranges);
    expect([200, 206, 416]).toContain(status);
    expect(text.length).toBeLessThanOrEqual(whole.text.length);
  });

  it.each(['1e999', '-1e999', '1e-999', '9'.repeat(5_000), '0.1', '-0', '1E400'])(
    'to the number %.20s is no fault of ours [W8.I6]',
    async (number) => {
      for (const json of [`{"title":${number},"body":"b"}`, `{"name":${number}}`, number]) {
        const answer = await api
          .http()
          .post('/api/v1/posts')
          .set('content-type', 'application/json')
          .send(json);
        expect(answer.status).toBe(422);
      }
      const { status } = await api.http().get(`/api/v1/users?page=${number}`);
      expect(status).toBe(400);
    },
  );

  it('to a hundred requests on one connection, sent without waiting, is a hundred answers [W8.I6]', async () => {
    const one = 'GET /about HTTP/1.1\r\nHost: a\r\n\r\n';
    const last = 'GET /about HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    const answer = await rawRequest(api.url, one.repeat(99) + last);
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(100);
  });
});
