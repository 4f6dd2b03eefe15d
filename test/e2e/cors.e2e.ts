import { startApi, type TestApi } from '../support/api.ts';

const OURS = 'https://app.example.com';
const LOCAL = 'http://localhost:5173';
let api: TestApi;
let closed: TestApi;

beforeAll(async () => {
  api = await startApi({ CORS_ORIGINS: `${OURS}, ${LOCAL}` });
  closed = await startApi();
});

const corsHeaders = (answer: Response) =>
  [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));

function preflight(to: TestApi, origin: string, path = '/api/v1/users'): Promise<Response> {
  const headers = {
    origin,
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'if-match',
  };
  return fetch(to.url + path, { method: 'OPTIONS', headers });
}

describe('a listed origin', () => {
  it.each([OURS, LOCAL])(
    '%s may use the API with credentials and read its headers [W2.B4] [W8.I5]',
    async (origin) => {
      for (const path of ['/about', '/api/v1/users/x', '/nowhere']) {
        const { headers } = await fetch(api.url + path, { headers: { origin } });
        expect(headers.get('access-control-allow-origin')).toBe(origin);
        expect(headers.get('access-control-allow-credentials')).toBe('true');
        expect(headers.get('vary')).toMatch(/origin/i);
        const exposed = headers.get('access-control-expose-headers')?.toLowerCase().split(', ');
        expect(exposed).toEqual(
          expect.arrayContaining(['etag', 'link', 'location', 'retry-after', 'ratelimit', 'x-request-id']),
        );
      }
    },
  );

  it.each(['/api/v1/users', '/api/v1/nothing', '/'])(
    'has its preflight of %s answered and kept [W2.B4] [W8.I5]',
    async (path) => {
      const answer = await preflight(api, OURS, path);
      expect(answer.status).toBe(204);
      expect(answer.headers.get('access-control-allow-origin')).toBe(OURS);
      expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE');
      expect(answer.headers.get('access-control-allow-headers')).toMatch(/if-match/i);
      expect(answer.headers.get('access-control-max-age')).toBe('7200');
      expect(answer.headers.get('x-request-id')).not.toBeNull();
    },
  );

  it('reads why a body was refused [W8.I5]', async () => {
    const answer = await fetch(`${api.url}/api/v1/users`, {
      method: 'POST',
      body: '{',
      headers: { origin: OURS, 'content-type': 'application/json' },
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([400, OURS]);
  });
});

const STRANGERS = [
  'https://evil.example',
  'null',
  'https://app.example.com.evil.example',
  'https://evil.example/https://app.example.com',
  'http://app.example.com',
  'https://app.example.com:8443',
  'https://APP.example.com',
  'https://sub.app.example.com',
  '*',
];

describe('another origin', () => {
  it.each(STRANGERS)('%s is told nothing of CORS [W2.B4] [W8.I5]', async (origin) => {
    const answer = await fetch(`${api.url}/about`, { headers: { origin } });
    expect([answer.status, corsHeaders(answer)]).toEqual([200, []]);
    expect(answer.headers.get('vary')).toMatch(/origin/i);
    const asked = await preflight(api, origin);
    expect([asked.status, corsHeaders(asked)]).toEqual([405, []]);
  });

  it('is every one where none is listed [W2.B4] [W8.I5]', async () => {
    const answer = await fetch(`${closed.url}/about`, { headers: { origin: OURS } });
    expect(corsHeaders(answer)).toEqual([]);
    const asked = await preflight(closed, OURS);
    expect([asked.status, corsHeaders(asked), asked.headers.get('allow')]).toEqual([
      405,
      [],
      'GET, HEAD, POST',
    ]);
  });
});
