import { startApi, type TestApi } from '../support/api.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

describe('headers', () => {
  it('sends back the id that the client gave, on success and on error [W1.S6]', async () => {
    for (const path of ['/about', '/nowhere', '/api/v1/users/%zz', '/static/site.css']) {
      const { headers } = await api.http().get(path).set('x-request-id', 'order-7.a:b_c');
      expect(headers['x-request-id']).toBe('order-7.a:b_c');
    }
  });

  it('makes an id where there is none [W1.S6]', async () => {
    const [one, two] = await Promise.all([api.http().get('/about'), api.http().get('/about')]);
    expect(one.headers['x-request-id']).toMatch(UUID);
    expect(two.headers['x-request-id']).not.toBe(one.headers['x-request-id']);
  });

  it.each([
    ['too long', 'a'.repeat(65)],
    ['made of markup', '<script>alert(1)</script>'],
    ['made of JSON', '","level":"fatal'],
    ['a path', '../../etc/passwd'],
    ['not ASCII', '\u00e9\u00e9'],
    ['blank', '  '],
  ])('replaces an id that is %s [W1.S6]', async (_, hostile) => {
    const response = await fetch(`${api.url}/about`, { headers: { 'x-request-id': hostile } });
    expect(response.headers.get('x-request-id')).toMatch(UUID);
  });

  it('says how long the request and its statements took [W1.S6]', async () => {
    const without = await api.http().get('/about');
    expect(without.headers['server-timing']).toMatch(/^app;dur=\d+\.\d, db;dur=0\.0;desc="0 statements"$/);
    const withOne = await api.http().get('/api/v1/users/1');
    expect(withOne.headers['server-timing']).toMatch(
      /^app;dur=\d+\.\d, db;dur=\d+\.\d;desc="1 statements on [\w-]+"$/,
    );
  });

  it('no answer may be kept for others by what is between, unless it says so', async () => {
    for (const path of ['users', 'tags', 'posts', 'drafts', 'notifications', 'api-keys', 'admin/cache']) {
      const { headers, status } = await api.http().get(`/api/v1/${path}`);
      expect({ path, status, kept: headers['cache-control'] }).toEqual({
        path,
        status: 200,
        kept: expect.stringMatching(/^(private|no-store)/) as string,
      });
    }
    const { headers } = await api.http().get('/.well-known/jwks.json').expect(200);
    expect(headers['cache-control']).toBe('public, max-age=300');
  });

  it('does not say what it is made of [W1.S6]', async () => {
    for (const path of ['/', '/about', '/api/v1/users', '/nowhere', '/static/site.css', '/docs']) {
      const { headers } = await api.http().get(path);
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-powered-by']));
      expect(headers.server).toBeUndefined();
    }
  });
});
