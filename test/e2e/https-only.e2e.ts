import { startApi, type TestApi } from '../support/api.ts';
import { rawRequest } from '../support/raw-request.ts';

const HTTPS = { HTTPS_ONLY: 'true', PUBLIC_URL: 'https://app.example.com' };
let behindProxy: TestApi;
let alone: TestApi;

beforeAll(async () => {
  behindProxy = await startApi({ ...HTTPS, TRUST_PROXY: '127.0.0.1' });
  alone = await startApi(HTTPS);
});

const send = (api: TestApi, path: string, options: RequestInit = {}) =>
  fetch(api.url + path, { redirect: 'manual', ...options });
const overTls = { 'x-forwarded-proto': 'https' };
const overHttp = { 'x-forwarded-proto': 'http' };

describe('where only https is served', () => {
  it.each([
    ['GET', '/'],
    ['HEAD', '/'],
    ['GET', '/docs?theme=dark&a=%20'],
    ['GET', '/static/index.html'],
    ['GET', '//elsewhere.example/%20?&'],
  ])('%s %s by http leads to the public address [W8.I4]', async (method, path) => {
    for (const headers of [overHttp, undefined]) {
      const answer = await send(behindProxy, path, { method, headers });
      expect([answer.status, answer.headers.get('location')]).toEqual([
        308,
        `https://app.example.com${path}`,
      ]);
      expect(answer.headers.get('strict-transport-security')).toBeNull();
    }
  });

  it.each(['Host: evil.example', 'Host: a\r\nX-Forwarded-Host: evil.example'])(
    'the redirect does not believe %j [W8.I4]',
    async (host) => {
      const answer = await rawRequest(
        behindProxy.url,
        `GET /docs HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 308 /);
      expect(answer).toContain('\r\nlocation: https://app.example.com/docs\r\n');
      expect(answer).not.toContain('evil');
    },
  );

  it.each(['@evil.example/', 'http://evil.example/', '.evil.example/', ':81/'])(
    'the target %s leads nowhere else [W8.I4]',
    async (target) => {
      const answer = await rawRequest(
        behindProxy.url,
        `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).not.toMatch(/^location:/im);
    },
  );

  it.each([
    ['GET', '/api/v1/users'],
    ['POST', '/api/v1/users'],
    ['DELETE', '/'],
    ['POST', '/docs'],
  ])('%s %s by http is refused and not redirected [W8.I4]', async (method, path) => {
    const headers = { ...overHttp, authorization: 'Bearer secret' };
    const answer = await send(behindProxy, path, { method, headers });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('location')).toBeNull();
    expect(await answer.json()).toMatchObject({ reason: 'https_required' });
  });

  it('by https all is served, and told to stay so [W8.I4]', async () => {
    for (const path of ['/about', '/', '/nowhere', '/static/site.css']) {
      const answer = await send(behindProxy, path, { headers: overTls });
      expect([200, 404]).toContain(answer.status);
      expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    }
    const page = await send(behindProxy, '/', { headers: { ...overTls, accept: 'text/html' } });
    expect(page.headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  });

  it('who is no trusted proxy cannot say that it was https [W8.I4]', async () => {
    const answers = await Promise.all(
      ['/', '/api/v1/users'].map((path) => send(alone, path, { headers: overTls })),
    );
    expect(answers.map(({ status }) => status)).toEqual([308, 403]);
  });

  it('the health checks, which come from inside, are answered by http, and nothing that looks like them [W8.I4]', async () => {
    for (const path of ['/health', '/health/live', '/health/ready', '/health?verbose'])
      expect((await send(alone, path)).status).not.toBe(308);
    for (const path of ['/healthy', '/health%2f..%2fdocs', '/docs?/health'])
      expect((await send(alone, path)).status).toBe(308);
  });
});
