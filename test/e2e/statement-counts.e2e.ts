import { createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { deposit } from '../builders/money.ts';
import { type HttpClient, PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { run } from '../support/run.ts';
import { expectStatements, withStatements } from '../support/statements.ts';

/**
 * How many statements each list costs, however long it is: what belongs to a row comes with it, and is not fetched row
 * by row. Every route that answers `data` has to stand here.
 */
const LISTS: Record<string, number> = {
  '/api/v1/admin/audit': 1,
  '/api/v1/api-keys': 1,
  '/api/v1/auth/sessions': 1,
  '/api/v1/comments/{id}/replies': 1,
  '/api/v1/drafts': 1,
  // The comments, and the first replies to them all.
  '/api/v1/posts/{id}/comments': 2,
  '/api/v1/posts/{id}/likes': 1,
  '/api/v1/posts': 1,
  // The likes, and the posts.
  '/api/v1/profile/likes': 2,
  '/api/v1/tags': 1,
  '/api/v1/transfers': 1,
  '/api/v1/users': 1,
  '/api/v1/users/{id}/posts': 1,
  '/api/v1/wallet': 1,
};

interface Answered {
  properties?: { data?: { type?: string } };
}

interface Document {
  paths: Record<
    string,
    { get?: { responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }> } }
  >;
  components: { schemas: Record<string, Answered> };
}

let api: TestApi;
let reader: HttpClient;
let ids: Record<string, number>;
let lengths: Record<string, number>;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  const { id: users } = await createUser(api);
  // An admin, because of the audit log; everything else is their own.
  reader = api.as({ id: users, role: 'admin' });
  const { id: posts } = await createPost(api, users);
  const { id: comments } = await createComment(api, users, posts);
  ids = { users, posts, comments };
  await fill(1);
  lengths = await lengthsOf(Object.keys(LISTS));
  await fill(60);
});

/** As many rows more in every list. */
async function fill(rows: number): Promise<void> {
  const { users, posts, comments } = ids;
  const make = (sql: string, ...parameters: unknown[]) =>
    api.dataSource.query(sql.replace('$rows', String(rows)), parameters);
  await make(
    `INSERT INTO users (name, email) SELECT 'Ada', gen_random_uuid() || '@example.com' FROM generate_series(1, $rows)`,
  );
  for (const published of ['now()', 'NULL'])
    await make(
      `INSERT INTO posts (author_id, title, body, published_at) SELECT $1, 'Post', 'Text', ${published} FROM generate_series(1, $rows)`,
      users,
    );
  await make(`INSERT INTO tags SELECT 'tag-' || id FROM posts ON CONFLICT DO NOTHING`);
  await make(`INSERT INTO post_tags SELECT id, 'tag-' || id FROM posts ON CONFLICT DO NOTHING`);
  await make(
    `INSERT INTO comments (post_id, author_id, body) SELECT $1, $2, 'Text' FROM generate_series(1, $rows)`,
    posts,
    users,
  );
  await make(
    `INSERT INTO comments (post_id, author_id, parent_id, depth, body)
     SELECT $1, $2, parent.id, 1, 'Text' FROM comments parent, generate_series(1, 4) WHERE parent.depth = 0`,
    ...[posts, users],
  );
  await make(
    `INSERT INTO comments (post_id, author_id, parent_id, depth, body)
     SELECT $1, $2, $3, 1, 'Text' FROM generate_series(1, $rows)`,
    ...[posts, users, comments],
  );
  await make(
    `INSERT INTO post_likes (post_id, user_id) SELECT $1, id FROM users ON CONFLICT DO NOTHING`,
    posts,
  );
  await make(
    `INSERT INTO post_likes (post_id, user_id) SELECT id, $1 FROM posts ON CONFLICT DO NOTHING`,
    users,
  );
  await make(
    `INSERT INTO sessions (id, user_id, kind, remembered, expires_at)
     SELECT gen_random_uuid(), $1, 'token', false, now() + interval '1 day' FROM generate_series(1, $rows)`,
    users,
  );
  await make(
    `INSERT INTO api_keys (user_id, name, prefix, secret_hash, scopes, expires_at)
     SELECT $1, 'Key', gen_random_uuid(), sha256('secret'), '{posts:write}', now() + interval '1 day'
     FROM generate_series(1, $rows)`,
    users,
  );
  // As many as there are currencies; the others come into the first wallet.
  for (let row = 0; row < rows; row += 1) {
    const currency = rows === 1 ? 'EUR' : (['USD', 'CHF', 'GBP'][row] ?? 'EUR');
    await deposit(api, users ?? 0, 100, currency);
  }
}

function filled(path: string): string {
  const withIds = path.replace(/(\w+)\/\{id\}/, (_, noun: string) => `${noun}/${ids[noun]}`);
  return `${withIds}?limit=50`.replace(/(wallet|api-keys|sessions)\?.*/, '$1');
}

async function lengthsOf(paths: string[]): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const path of paths) {
    const { answer } = await withStatements(reader, filled(path));
    found[path] = (answer.body as { data: unknown[] }).data.length;
  }
  return found;
}

describe('the statements of a list', () => {
  it.each(Object.entries(LISTS))(
    'of %s are %i, for few rows and for many [W3.I3]',
    async (path, statements) => {
      expect(lengths[path]).toBeGreaterThan(0);
      const now = await lengthsOf([path]);
      expect(now[path]).toBeGreaterThan(lengths[path] ?? 0);
      await expectStatements(reader, filled(path), statements);
      await expectStatements(reader, filled(path).replace('limit=50', 'limit=1'), statements);
    },
  );

  it('are counted for every route that answers a list', async () => {
    // Of the build, because only that knows the members of a DTO.
    const { stdout } = await run(process.execPath, ['dist/main/openapi.js']);
    const { paths, components } = JSON.parse(stdout) as Document;
    const isList = (path: string) => {
      const content = Object.values(paths[path]?.get?.responses['200']?.content ?? {});
      const names = content.map(({ schema }) => schema.$ref?.split('/').at(-1) ?? '');
      return names.some((name) => components.schemas[name]?.properties?.data?.type === 'array');
    };
    expect(Object.keys(paths).filter(isList).sort()).toEqual(Object.keys(LISTS).sort());
  });
});
