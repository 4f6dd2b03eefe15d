import { startApi, type TestApi } from '../support/api.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

describe('the site', () => {
  it('greets curl in plain text and a browser with the landing page [W1.S1]', async () => {
    const curl = await api.http().get('/').set('accept', '*/*').expect(200);
    expect(curl.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(curl.text).toMatch(/^Hello World/);

    const browser = await api.http().get('/').set('accept', BROWSER).expect(200);
    expect(browser.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(browser.text).toContain('<h1>Hello World from Groundwork</h1>');
    expect([curl.headers.vary, browser.headers.vary]).toEqual(['accept', 'accept']);
  });

  it.each(['/about', '/contact'])('answers %s with a message as JSON [W1.S2]', async (path) => {
    const { headers, body } = await api.http().get(path).expect(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toEqual({ message: expect.stringMatching(/\w/) });
  });

  it.each([
    ['site.css', 'text/css; charset=utf-8'],
    ['index.html', 'text/html; charset=utf-8'],
    ['icon.svg', 'image/svg+xml'],
  ])('serves %s with a tag, and 304 to who has it [W1.S4]', async (file, type) => {
    const first = await api.http().get(`/static/${file}`).expect(200);
    expect(first.headers).toMatchObject({
      'content-type': type,
      'cache-control': 'public, max-age=3600',
      etag: expect.stringMatching(/^(W\/)?".+"$/),
      'last-modified': expect.any(String),
    });
    const tag = first.headers.etag as string;
    const again = await api.http().get(`/static/${file}`).set('if-none-match', tag).expect(304);
    expect(again.text).toBe('');
    await api.http().get(`/static/${file}`).set('if-none-match', '"other"').expect(200);
  });

  it('links only to pages that are there', async () => {
    const { text } = await api.http().get('/').set('accept', BROWSER);
    const links = [...text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) await api.http().get(link).redirects(1).expect(200);
  });

  it.each([
    ['/static/none.css', 404, 'route_not_found'],
    ['/static/..%2fpackage.json', 404, 'route_not_found'],
    ['/static/%2e%2e/package.json', 403, 'forbidden'],
    ['/static/', 403, 'forbidden'],
  ])('answers %s with the problem %d [W1.S5]', async (path, status, reason) => {
    const { headers, body } = await api.http().get(path).expect(status);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ status, reason });
  });
});
