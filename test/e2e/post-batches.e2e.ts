import { randomUUID } from 'node:crypto';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let author: { id: number };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  author = await createUser(api);
});

const send = (body: object, key: string = randomUUID()) =>
  api.as(author).post('/api/v1/posts/batch').set('idempotency-key', key).send(body);

const posts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ title: `Note ${index}`, body: `Text ${index}` }));

async function count(): Promise<number> {
  const [row] = await api.dataSource.query('SELECT count(*)::int AS count FROM posts WHERE author_id = $1', [
    author.id,
  ]);
  return row.count;
}

describe('posts in one request', () => {
  it('are created in one statement, in their order, with their author [W8.H2]', async () => {
    const few = await send({ posts: posts(2) }).expect(201);
    const many = await send({ posts: posts(1000) }).expect(201);
    expect(many.body.data.map(({ title }: { title: string }) => title)).toEqual(
      posts(1000).map(({ title }) => title),
    );
    expect(many.body.data[999]).toMatchObject({ body: 'Text 999', author: { id: author.id } });
    const statements = ({ headers }: { headers: Record<string, string> }) =>
      /desc="(\d+) statements/.exec(headers['server-timing'] ?? '')?.[1];
    expect(statements(many)).toBe(statements(few));
    expect(await count()).toBe(1002);
  });

  it('are created once for one idempotency key', async () => {
    const [key, before] = [randomUUID(), await count()];
    const first = await send({ posts: posts(3) }, key).expect(201);
    const again = await send({ posts: posts(3) }, key).expect(201);
    expect(again.body).toEqual(first.body);
    expect(await count()).toBe(before + 3);
  });

  it.each([
    ['posts', {}],
    ['posts', { posts: [] }],
    ['posts', { posts: posts(1001) }],
    ['posts', { posts: { 0: posts(1)[0] } }],
    ['posts.1.title', { posts: [posts(1)[0], { title: '', body: 'x' }] }],
    ['posts.0.body', { posts: [{ title: 'x' }] }],
    ['posts.0.authorId', { posts: [{ title: 'x', body: 'y', authorId: 1 }] }],
    ['posts', { posts: ['text'] }],
    ['posts', { posts: [null] }],
    ['posts', { posts: [[]] }],
    ['posts', { posts: [[{ title: 'x', body: 'y' }]] }],
  ])('are refused all together, naming %s [W8.H2] [W8.S3] [W8.S4]', async (field, body) => {
    const before = await count();
    const answer = await send(body);
    expect([answer.status, answer.body.reason]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(await count()).toBe(before);
  });
});
