import { startApi, type TestApi } from '../support/api.ts';
import { rawRequest } from '../support/raw-request.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

const TARGETS = [
  '//evil.example',
  '//evil.example/',
  '//evil.example/%2e%2e',
  '/%2f%2fevil.example',
  '/%5cevil.example',
  '/\\evil.example',
  '/.evil.example',
  '/docs//evil.example/..',
  '/docs/%2f%2fevil.example',
  '/static//evil.example/..',
  '/static//evil.example/%2e%2e%2f',
  '/?url=//evil.example&next=//evil.example&redirect=https://evil.example&returnTo=//evil.example',
  '/docs?url=https://evil.example/openapi.json',
  'http://evil.example/docs',
  'http://evil.example//evil.example/..',
];
const HOSTS = [
  'Host: evil.example',
  'Host: a\r\nX-Forwarded-Host: evil.example',
  'Host: a\r\nForwarded: host=evil.example',
  'Host: a\r\nX-Original-URL: //evil.example\r\nX-Rewrite-URL: //evil.example',
];

describe('a redirect', () => {
  it.each(TARGETS)('leads nowhere else for %s [W8.I6]', async (target) => {
    for (const host of HOSTS) {
      const answer = await rawRequest(
        api.url,
        `GET ${target} HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 [234]\d\d /);
      expect(answer).not.toMatch(/^(location|refresh|link|content-location):.*evil/im);
    }
  });

  it('and a link are made of no Host that the client gives [W8.I6]', async () => {
    for (const path of ['/api/v1/users?limit=1', '/docs', '/openapi.json', '/health']) {
      const { headers, text } = await api
        .http()
        .get(path)
        .set('x-forwarded-host', 'evil.example')
        .set('host', 'evil.example');
      expect(JSON.stringify(headers) + text).not.toContain('evil.example');
    }
  });
});
