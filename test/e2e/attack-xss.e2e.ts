import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "javascript:alert('1')",
  '<svg/onload=alert(1)>',
  '</title><script src=//evil.example></script>',
  '{{constructor.constructor("alert(1)")()}}',
  '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;">',
];
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

/** Whatever stands in the answer, a browser takes it for data: neither its type nor its policy lets it run. */
function expectInert({ headers }: { headers: Record<string, string> }): void {
  expect(headers['content-type']).toMatch(/^application\/(problem\+)?json; charset=utf-8$/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
}

describe('markup in a stored text', () => {
  it.each(PAYLOADS)('comes back as JSON that no browser runs: %s [W8.I2] [W8.I6]', async (text) => {
    const user = await createUser(api, { name: text });
    const post = await createPost(api, user.id, { title: text, body: text });
    for (const path of [
      `/api/v1/users/${user.id}`,
      `/api/v1/posts/${post.id}`,
      '/api/v1/posts',
      '/api/v1/users',
    ]) {
      const answer = await api.http().get(path).set('accept', BROWSER).expect(200);
      expectInert(answer);
      expect(answer.text).toContain(JSON.stringify(text));
    }
  });
});

describe('markup in a request', () => {
  it.each(PAYLOADS)('is not reflected as markup: %s [W8.I2] [W8.I6]', async (text) => {
    const part = encodeURIComponent(text);
    const answers = await Promise.all(
      [
        `/${part}`,
        `/api/v1/${part}`,
        `/api/v1/users/${part}`,
        `/api/v1/users?sort=${part}`,
        `/api/v1/users?${part}=1`,
        `/api/v1/users?cursor=${part}`,
        `/api/v1/jobs/${part}/${part}`,
        `/static/${part}`,
        `/about/${text}`,
      ].map((path) => api.http().get(path).set('accept', BROWSER)),
    );
    answers.push(
      await api
        .http()
        .post('/api/v1/users')
        .send({ [text]: text, name: text, email: text }),
      await api.http().post('/api/v1/users').set('content-type', 'text/html').send(text),
      await api.http().post('/api/v1/users').set('content-type', 'application/json').send(text),
    );
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expectInert(answer);
    }
  });

  it('does not come back in a header', async () => {
    for (const text of PAYLOADS) {
      const answer = await api.http().get('/nowhere').set('x-request-id', text).set('origin', text);
      expect(JSON.stringify(answer.headers)).not.toContain('alert');
    }
  });
});
