import { startApi, type TestApi } from '../support/api.ts';
import { rawRequest } from '../support/raw-request.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

const directives = (policy: string | null) =>
  Object.fromEntries((policy ?? '').split(';').map((each) => each.trim().split(/ (.*)/, 2)));

const HTML = { accept: 'text/html' };
const PAGES: [path: string, headers: Record<string, string>][] = [
  ['/', HTML],
  ['/static/index.html', {}],
  ['/docs', {}],
  ['/docs/', {}],
];
const OTHERS: [path: string, status: number][] = [
  ['/', 200],
  ['/about', 200],
  ['/health', 200],
  ['/openapi.json', 200],
  ['/static/icon.svg', 200],
  ['/nowhere', 404],
  ['/api/v1/users/x', 400],
  ['/static/', 403],
  // Never reaches a route, and so no hook.
  ['/api/v1/users/%zz', 400],
];

describe('the headers of a page [W8.H6]', () => {
  it.each(PAGES)(
    '%s allow files of our own and nothing inline that is not in it [W8.I1]',
    async (path, headers) => {
      const answer = await fetch(api.url + path, { headers });
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      const policy = directives(answer.headers.get('content-security-policy'));
      expect(policy).toMatchObject({
        'default-src': "'none'",
        'script-src': "'self'",
        'connect-src': "'self'",
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
      });
      expect(Object.values(policy).join(' ')).not.toMatch(/unsafe-(inline|eval)|\*|https?:/);
    },
  );
});

describe('the headers of all else', () => {
  it.each(OTHERS)('%s (%d) allow a browser nothing [W8.I1]', async (path, status) => {
    const answer = await fetch(api.url + path);
    expect(answer.status).toBe(status);
    expect(directives(answer.headers.get('content-security-policy'))).toMatchObject({
      'default-src': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('are those of helmet [W8.I1]', async () => {
    const { headers } = await api.http().get('/about');
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    });
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('stand on what is refused on the socket as well [W8.I1]', async () => {
    const answer = await rawRequest(api.url, 'NONSENSE\r\n\r\n');
    expect(answer).toMatch(/^content-security-policy: default-src 'none'/m);
    expect(answer).toMatch(/^x-content-type-options: nosniff/m);
  });

  it('of a 304 leave the policy of the stored page alone [W8.I1]', async () => {
    const { headers } = await api.http().get('/static/index.html');
    const again = await api
      .http()
      .get('/static/index.html')
      .set('if-none-match', headers.etag as string)
      .expect(304);
    expect(again.headers['content-security-policy']).toBeUndefined();
  });
});
