import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { rawRequest } from '../support/raw-request.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

const HIDDEN = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (headers: string, body: string) =>
  `POST /api/v1/users HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
const chunked = `0\r\n\r\n${HIDDEN}`;

const AMBIGUOUS: [what: string, bytes: string][] = [
  ['a length and chunks', post('Content-Length: 4\r\nTransfer-Encoding: chunked', chunked)],
  ['chunks and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 60', chunked)],
  ['two lengths', post('Content-Length: 2\r\nContent-Length: 50', `{}${HIDDEN}`)],
  ['a list of lengths', post('Content-Length: 2, 50', `{}${HIDDEN}`)],
  ['a length with a sign', post('Content-Length: +2', `{}${HIDDEN}`)],
  ['a negative length', post('Content-Length: -1', `{}${HIDDEN}`)],
  ['a length in hexadecimal', post('Content-Length: 0x2', `{}${HIDDEN}`)],
  ['a length beyond all numbers', post('Content-Length: 99999999999999999999999', `{}${HIDDEN}`)],
  ['a blank before the colon', post('Content-Length : 2', `{}${HIDDEN}`)],
  ['chunks, then another coding', post('Transfer-Encoding: chunked, identity', chunked)],
  ['an unknown coding', post('Transfer-Encoding: xchunked', chunked)],
  ['chunks hidden by a tab', post('Transfer-Encoding:\tchunked\r\nContent-Length: 4', chunked)],
  ['chunks hidden by a fold', post('Transfer-Encoding:\r\n chunked\r\nContent-Length: 4', chunked)],
  [
    'chunks hidden by a control character',
    post('Transfer-Encoding: \x0bchunked\r\nContent-Length: 4', chunked),
  ],
  ['a size of a chunk with a sign', post('Transfer-Encoding: chunked', `+0\r\n\r\n${HIDDEN}`)],
  ['a size of a chunk in another form', post('Transfer-Encoding: chunked', `0x0\r\n\r\n${HIDDEN}`)],
  [
    'a chunk that is longer than its size',
    post('Transfer-Encoding: chunked', `1\r\n{}\r\n0\r\n\r\n${HIDDEN}`),
  ],
  ['a head that ends in bare line feeds', `POST /about HTTP/1.1\nHost: a\nContent-Length: 0\n\n${HIDDEN}`],
];

describe('a request that two programs may end at different places', () => {
  it.each(AMBIGUOUS)('is refused, and so is what follows: %s [W8.I6]', async (_, bytes) => {
    const answer = await rawRequest(api.url, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
    expect(answer).toMatch(/^connection: close/im);
    expect(api.log.of('request').filter(({ path }) => path === '/smuggled')).toEqual([]);
  });

  it('is not one that is followed by another as it should be', async () => {
    const answer = await rawRequest(
      api.url,
      `${post('Content-Length: 2', '{}')}GET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.match(/HTTP\/1\.1 \d/g)).toHaveLength(2);
  });
});

describe('a method', () => {
  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', '_method'])(
    'is what the request line says and not what %s says [W8.I6]',
    async (header) => {
      const { id } = await createUser(api);
      const path = `/api/v1/users/${id}`;
      await api.http().post(path).set(header, 'DELETE').send({}).expect(405);
      await api.http().get(path).set(header, 'DELETE').query({}).expect(200);
      await api.http().post(`${path}?_method=DELETE`).send({}).expect(405);
      await api.http().patch(path).send({ _method: 'DELETE' }).expect(422);
      await api.http().get(path).expect(200);
    },
  );

  it.each(['TRACE', 'TRACK', 'DEBUG', 'PROPFIND', 'CONNECT', 'get'])(
    '%s does nothing and shows nothing [W8.I6]',
    async (method) => {
      const answer = await rawRequest(
        api.url,
        `${method} /about HTTP/1.1\r\nHost: a\r\nX-Secret: hush\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
      expect(answer).not.toContain('hush');
    },
  );
});
