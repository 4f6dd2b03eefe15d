import { randomUUID } from 'node:crypto';
import { aPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let author: { id: number };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  author = await createUser(api);
});

const send = (body: object, mode = 'atomic', key: string = randomUUID()) =>
  api.as(author).post(`/api/v1/posts/batch?mode=${mode}`).set('idempotency-key', key).send(body);

const posts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ title: `Note ${index}`, body: `Text ${index}` }));

const statementsOf = ({ headers }: { headers: Record<string, string> }) =>
  /desc="(\d+) statements/.exec(headers['server-timing'] ?? '')?.[1];

async function count(): Promise<number> {
  const [row] = await api.dataSource.query('SELECT count(*)::int AS count FROM posts WHERE author_id = $1', [
    author.id,
  ]);
  return row.count;
}

describe('posts in one request', () => {
  it('are created in one statement, in their order, with their author [W4.H5] [W8.H2]', async () => {
    const few = await send({ posts: posts(1) }).expect(201);
    const many = await send({ posts: posts(1000) }).expect(201);
    expect(many.body.data.map(({ title }: { title: string }) => title)).toEqual(
      posts(1000).map(({ title }) => title),
    );
    expect(many.body.data[999]).toMatchObject({ body: 'Text 999', author: { id: author.id } });
    expect(statementsOf(many)).toBe(statementsOf(few));
    expect(await count()).toBe(1001);
  });

  it.each(['atomic', 'partial'])('are created once for one idempotency key, %s', async (mode) => {
    const [key, before] = [randomUUID(), await count()];
    const first = await send({ posts: posts(3) }, mode, key);
    const again = await send({ posts: posts(3) }, mode, key);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await count()).toBe(before + 3);
    const other = await send({ posts: posts(3) }, mode === 'atomic' ? 'partial' : 'atomic', key);
    expect([other.status, other.body.reason]).toEqual([422, 'idempotency_key_reused']);
  });

  it.each([
    ['posts', {}],
    ['posts', { posts: [] }],
    ['posts', { posts: posts(1001) }],
    ['posts', { posts: { 0: posts(1)[0] } }],
    ['more', { posts: posts(1), more: true }],
  ])('are refused in either mode, naming %s [W8.H2]', async (field, body) => {
    const before = await count();
    for (const mode of ['atomic', 'partial']) {
      const answer = await send(body, mode);
      expect([answer.status, answer.body.reason]).toEqual([422, 'validation_failed']);
      expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
    }
    expect(await count()).toBe(before);
  });

  it('know two modes', async () => {
    const { body } = await send({ posts: posts(1) }, 'hopeful').expect(400);
    expect(body.errors).toMatchObject([{ field: 'mode' }]);
  });
});

/** What is wrong with a row, by the field that has to be named; '' for the row itself. */
const WRONG: [field: string, row: unknown][] = [
  ['title', { title: '', body: 'x' }],
  ['title', { title: 'a\0b', body: 'x' }],
  ['title', { title: { toUpperCase: 'x' }, body: 'x' }],
  ['body', { title: 'x' }],
  ['body', { title: 'x', body: null }],
  ['body', { title: 'x', body: '\ud800' }],
  ['authorId', { title: 'x', body: 'y', authorId: 1 }],
  ['status', { title: 'x', body: 'y', status: 'secret' }],
  ['tags', { title: 'x', body: 'y', tags: 'computing' }],
  ['tags', { title: 'x', body: 'y', tags: ['<script>'] }],
  ['', 'text'],
  ['', null],
  ['', []],
  ['', [aPost()]],
];

const pathOf = (field: string, index: number) => `posts.${index}${field === '' ? '' : `.${field}`}`;

describe('a post that is wrong among others', () => {
  it.each(WRONG)(
    'is refused with all of them, naming %j of %j [W8.H2] [W8.S3] [W8.S4]',
    async (field, row) => {
      const before = await count();
      const { body } = await send({ posts: [aPost(), row, aPost()] }).expect(422);
      expect(body.reason).toBe('validation_failed');
      expect(body.errors).toEqual([expect.objectContaining({ field: pathOf(field, 1) })]);
      expect(await count()).toBe(before);
    },
  );

  it('is rejected alone when the others may do without it [W4.H5] [W8.H2]', async () => {
    const before = await count();
    const rows = WRONG.flatMap(([, row]) => [row, { ...aPost(), tags: ['looms'] }]);
    const { body } = await send({ posts: rows }, 'partial').expect(200);
    expect(body.meta).toEqual({ created: WRONG.length, rejected: WRONG.length });
    expect(body.data).toEqual(
      WRONG.flatMap(([field], index) => [
        {
          index: 2 * index,
          status: 'rejected',
          errors: [expect.objectContaining({ field: pathOf(field, 2 * index) })],
        },
        {
          index: 2 * index + 1,
          status: 'created',
          post: expect.objectContaining({ ...aPost(), tags: ['looms'] }) as object,
        },
      ]),
    );
    expect(await count()).toBe(before + WRONG.length);
  });

  it('is named however many there are', async () => {
    const rows = Array.from({ length: 1000 }, () => ({ title: '' }));
    const { body } = await send({ posts: rows }).expect(422);
    const named = new Set(body.errors.map(({ field }: { field: string }) => field.split('.')[1]));
    expect(named.size).toBe(1000);
  });

  it('is told of in ten faults at the most', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`field${index}`, 1]));
    const { body } = await send({ posts: [unknown] }, 'partial').expect(200);
    expect(body.data[0].errors).toHaveLength(10);
  });

  it('may be every one: nothing is written, and that is no error', async () => {
    const before = await count();
    const { body } = await send({ posts: [{}, {}] }, 'partial').expect(200);
    expect(body).toMatchObject({
      data: [{ status: 'rejected' }, { status: 'rejected' }],
      meta: { created: 0, rejected: 2 },
    });
    expect(await count()).toBe(before);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'and names a field %s is refused by that',
    async (name) => {
      const posts = `{"posts":[{"title":"A","body":"B"},{"title":"A","body":"B","${name}":{"x":1}}]}`;
      for (const mode of ['atomic', 'partial']) {
        const client = api.as(author).post(`/api/v1/posts/batch?mode=${mode}`);
        const { body } = await client.set('content-type', 'application/json').send(posts).expect(400);
        expect(body.errors).toMatchObject([{ field: `posts.1.${name}` }]);
      }
    },
  );

  it('is kept as it is where it only looks dangerous', async () => {
    const title = `<img src=x onerror=alert(1)>'; DROP TABLE posts; --`;
    const { body } = await send({ posts: [{ title, body: title }, {}] }, 'partial').expect(200);
    expect(body.data[0].post).toMatchObject({ title, body: title });
  });
});
