import { ADMIN, bearer } from '../support/access-token.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { rawRequest } from '../support/raw-request.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ REQUEST_BODY_LIMIT_BYTES: '2048' });
});

interface Faulty {
  method?: string;
  path: string;
  type?: string;
  body?: string;
  status: number;
  reason: string;
}

const json = { method: 'POST', path: '/api/v1/users', type: 'application/json' };

const FAULTY: [what: string, request: Faulty][] = [
  ['an unknown route [W1.H7]', { path: '/nowhere', status: 404, reason: 'route_not_found' }],
  ['an unknown route of the API', { path: '/api/v1/nothing', status: 404, reason: 'route_not_found' }],
  ['an unknown version', { path: '/api/v9/users', status: 404, reason: 'route_not_found' }],
  ['an unknown user', { path: '/api/v1/users/999999', status: 404, reason: 'user_not_found' }],
  ['an id that is none', { path: '/api/v1/users/x', status: 400, reason: 'request_malformed' }],
  ['bad percent-encoding', { path: '/api/v1/users/%zz', status: 400, reason: 'request_malformed' }],
  [
    'an over-long parameter',
    { path: `/api/v1/users/${'9'.repeat(600)}`, status: 414, reason: 'url_too_long' },
  ],
  ['malformed JSON', { ...json, body: '{"name": ', status: 400, reason: 'request_malformed' }],
  ['an empty JSON body', { ...json, body: '', status: 400, reason: 'request_malformed' }],
  ['__proto__', { ...json, body: '{"__proto__": {"a": 1}}', status: 400, reason: 'request_malformed' }],
  [
    'constructor.prototype',
    { ...json, body: '{"constructor": {"prototype": {}}}', status: 400, reason: 'request_malformed' },
  ],
  [
    'a body that is too large',
    { ...json, body: `"${'a'.repeat(3000)}"`, status: 413, reason: 'body_too_large' },
  ],
  [
    'a form',
    {
      ...json,
      type: 'application/x-www-form-urlencoded',
      body: 'name=Ada',
      status: 415,
      reason: 'media_type_not_supported',
    },
  ],
  [
    'a body of plain text',
    { ...json, type: 'text/plain', body: 'Ada', status: 415, reason: 'media_type_not_supported' },
  ],
  ['invalid fields', { ...json, body: '{"name": 1}', status: 422, reason: 'validation_failed' }],
];

describe('errors', () => {
  it.each(FAULTY)('%s is a problem document [W1.S5] [W1.I6] [W1.H3]', async (_, request) => {
    const { method = 'GET', path, type, body, status, reason } = request;
    const response = await fetch(api.url + path, {
      method,
      body,
      headers: { ...bearer(ADMIN), ...(type && { 'content-type': type }) },
    });
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ type: 'about:blank', status, reason, instance: path });
    expect(response.status).toBe(status);
    expect(problem).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
    expect(JSON.stringify(problem)).not.toMatch(INTERNALS);
  });

  it('a body without a type is 415 [W1.S5]', async () => {
    const answer = await rawRequest(
      api.url,
      'POST /api/v1/users HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 415 /);
    expect(answer).toContain('"reason":"media_type_not_supported"');
  });

  it('an expectation that nobody knows is not an error [W1.S5]', async () => {
    const request = 'GET /about HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\nConnection: close\r\n\r\n';
    expect(await rawRequest(api.url, request)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each([
    ['DELETE', '/api/v1/users', 'GET, HEAD, POST'],
    ['POST', '/api/v1/users/1', 'DELETE, GET, HEAD, PATCH, PUT'],
    ['POST', '/about', 'GET, HEAD'],
    ['PUT', '/health/live', 'GET, HEAD'],
    ['POST', '/static/site.css', 'GET, HEAD'],
  ])('%s %s is 405 and says what is allowed [W1.S5]', async (method, path, allow) => {
    const response = await fetch(api.url + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await response.json()).toMatchObject({
      status: 405,
      reason: 'method_not_allowed',
      instance: path,
    });
  });

  it.each([
    ['nonsense', 'NONSENSE\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ])(
    '%s on the socket is a problem document and the end of the connection [W1.S5]',
    async (_, bytes, status) => {
      const answer = await rawRequest(api.url, bytes);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(head).toMatch(/content-type: application\/problem\+json/i);
      expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status, reason: expect.any(String) });
    },
  );
});

// A stack, a statement, a path of a file: nothing of these is for the client.
const INTERNALS = /node_modules|\bat \w+ \(|\.[jt]s:\d|\bSELECT\b|\bINSERT\b|\/work\/|\/dist\//;
