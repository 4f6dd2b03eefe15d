import { createPost } from '../builders/a-post.ts';
import { aUser, createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

const PAYLOADS = [
  `' OR '1'='1`,
  `' OR 1=1 --`,
  `x'; DROP TABLE users CASCADE; --`,
  `' UNION SELECT id, name, email FROM users --`,
  `'||(SELECT pg_sleep(3))||'`,
  `1; SELECT pg_sleep(3) --`,
  `1 OR pg_sleep(3) IS NULL`,
  `\\'; SELECT pg_sleep(3); --`,
  `") OR ("1"="1`,
  `%' OR name LIKE '%`,
  `$$; DELETE FROM posts; $$`,
  `:afterId`,
  `CAST((SELECT version()) AS int)`,
];
const TRACES = /syntax error|unterminated|PostgreSQL \d|pg_sleep|relation "|SQLSTATE|QueryFailed/;

let api: TestApi;
let user: { id: number };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  user = await createUser(api);
  await createPost(api, user.id);
});

const forged = (value: unknown, id: unknown) =>
  Buffer.from(JSON.stringify(['-createdAt', value, id])).toString('base64url');
const count = (table: string) =>
  api.dataSource.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM ${table}`);

/** Every place of a request that becomes part of a statement, with the payload in it. */
const PLACES: [where: string, path: (payload: string) => string][] = [
  ...['name', 'email', 'sort', 'page', 'limit', 'cursor'].map(
    (name): [string, (payload: string) => string] => [
      `users?${name}`,
      (payload) => `/api/v1/users?${name}=${encodeURIComponent(payload)}`,
    ],
  ),
  ...['title', 'authorId', 'sort', 'cursor'].map((name): [string, (payload: string) => string] => [
    `posts?${name}`,
    (payload) => `/api/v1/posts?${name}=${encodeURIComponent(payload)}`,
  ]),
  ['a forged cursor', (payload) => `/api/v1/users?cursor=${forged(payload, 1)}`],
  [
    'the id in a forged cursor',
    (payload) => `/api/v1/users?cursor=${forged('2026-01-01T00:00:00.000Z', payload)}`,
  ],
  ['the name of a parameter', (payload) => `/api/v1/users?${encodeURIComponent(payload)}=1`],
  ['the id of a user', (payload) => `/api/v1/users/${encodeURIComponent(payload)}`],
  ['the id before posts', (payload) => `/api/v1/users/${encodeURIComponent(payload)}/posts`],
  ['the id of a post', (payload) => `/api/v1/posts/${encodeURIComponent(payload)}`],
  ['the queue of a job', (payload) => `/api/v1/jobs/${encodeURIComponent(payload)}/1`],
  ['the id of a job', (payload) => `/api/v1/jobs/email/${encodeURIComponent(payload)}`],
];

describe('SQL in', () => {
  it.each(PLACES)('%s finds nothing, does nothing and waits for nothing [W8.I2] [W8.I6]', async (_, path) => {
    const before = [await count('users'), await count('posts')];
    for (const payload of PAYLOADS) {
      const begin = performance.now();
      const { status, text, body } = await api.http().get(path(payload));
      expect(performance.now() - begin).toBeLessThan(2_500);
      expect([200, 400, 404]).toContain(status);
      // A search may be answered, by nothing: nobody has such a name.
      if (status === 200) expect((body as { data: unknown[] }).data).toEqual([]);
      else
        expect(text.replaceAll(JSON.stringify(payload).slice(1, -1), '')).not.toMatch(
          /syntax error|SQLSTATE/,
        );
    }
    expect([await count('users'), await count('posts')]).toEqual(before);
  });

  it.each(PAYLOADS)('a text is stored as it is, and found by it alone: %s [W8.I2] [W8.I6]', async (text) => {
    const author = await createUser(api, { name: text });
    const { body: found } = await api.http().get('/api/v1/users').query({ name: text }).expect(200);
    expect(found.data.map(({ id }: { id: number }) => id)).toEqual([author.id]);
    const post = await createPost(api, author.id, { title: text, body: text });
    expect(post).toMatchObject({ title: text, body: text });
    const { body: posts } = await api.http().get('/api/v1/posts').query({ title: text }).expect(200);
    expect(posts.data.map(({ id }: { id: number }) => id)).toEqual([post.id]);
    await api.http().patch(`/api/v1/users/${author.id}`).send({ name: text }).expect(200);
    await api.http().delete(`/api/v1/users/${author.id}`).expect(204);
  });

  it.each(['if-match', 'if-none-match', 'idempotency-key', 'x-consistency-token', 'cookie', 'x-request-id'])(
    'the header %s does nothing [W8.I2] [W8.I6]',
    async (name) => {
      const before = await count('posts');
      for (const payload of PAYLOADS) {
        const begin = performance.now();
        const value = name === 'cookie' ? `consistency=${encodeURIComponent(payload)}` : payload;
        const path = `/api/v1/users/${user.id}`;
        const answers = [
          await api.http().get(path).set(name, value),
          await api.http().patch(path).set(name, value).send({ name: 'Ada' }),
          await api.http().post('/api/v1/users').set(name, value).send(aUser()),
        ];
        expect(performance.now() - begin).toBeLessThan(2_500);
        for (const { status, text } of answers) {
          expect(status).toBeLessThan(500);
          expect(text).not.toMatch(TRACES);
        }
      }
      expect(await count('posts')).toEqual(before);
    },
  );

  it('a word of a body is refused and named [W8.I2] [W8.I6]', async () => {
    for (const payload of PAYLOADS) {
      const path = `/api/v1/users/${user.id}/role`;
      const answer = await api.http().put(path).send({ role: payload }).expect(422);
      expect(answer.body).toMatchObject({ errors: [{ field: 'role' }] });
    }
  });
});
