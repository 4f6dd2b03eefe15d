import { createComment } from '../builders/a-comment.ts';
import { createImport } from '../builders/an-import.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { type HttpClient, PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { type Filled, fillLists } from '../support/fill-lists.ts';
import { run } from '../support/run.ts';
import { expectStatements, withStatements } from '../support/statements.ts';

/**
 * How many statements each list costs, however long it is: what belongs to a row comes with it, and is not fetched row
 * by row. Every route that answers `data` has to stand here.
 */
const LISTS: Record<string, number> = {
  '/api/v1/admin/audit': 1,
  // Redis has them.
  '/api/v1/admin/jobs/dead-letters': 0,
  '/api/v1/admin/jobs/stats': 1,
  '/api/v1/admin/preferences': 1,
  '/api/v1/admin/queries': 1,
  '/api/v1/admin/reports': 1,
  '/api/v1/api-keys': 1,
  '/api/v1/auth/sessions': 1,
  '/api/v1/comments/{id}/replies': 1,
  '/api/v1/drafts': 1,
  // The comments, and the first replies to them all.
  '/api/v1/posts/{id}/comments': 2,
  '/api/v1/posts/{id}/likes': 1,
  '/api/v1/notifications': 1,
  '/api/v1/imports': 1,
  // The import, and its rejected rows.
  '/api/v1/imports/{id}/rejects': 2,
  '/api/v1/posts': 1,
  '/api/v1/posts/top': 1,
  // What is found, and the posts.
  '/api/v1/posts/search': 2,
  '/api/v1/posts/suggestions': 1,
  // The likes, and the posts.
  '/api/v1/profile/likes': 2,
  '/api/v1/tags': 1,
  '/api/v1/transfers': 1,
  '/api/v1/users': 1,
  '/api/v1/users/top': 1,
  '/api/v1/users/{id}/posts': 1,
  '/api/v1/wallet': 1,
  '/api/v1/wallet/entries': 1,
};

/** What some are asked besides. */
const ASKED: Record<string, string> = {
  '/api/v1/admin/preferences': '&contains={"theme":"dark"}',
  '/api/v1/posts/search': '&q=post',
  '/api/v1/posts/suggestions': '&q=post',
  '/api/v1/wallet/entries': '&currency=EUR',
};

/** What Redis and the process itself know; none of it is a row. */
const NO_ROWS = ['/api/v1/admin/cache'];

/** Lists so short that they have no parts. */
const WHOLE = ['/api/v1/api-keys', '/api/v1/auth/sessions', '/api/v1/wallet'];

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
let ids: Filled;
let lengths: Record<string, number>;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  const { id: users } = await createUser(api);
  // An admin, because of the audit log; everything else is their own.
  reader = api.as({ id: users, role: 'admin' });
  const { id: posts } = await createPost(api, users);
  const { id: comments } = await createComment(api, users, posts);
  ids = { users, posts, comments, imports: await createImport(api) };
  await fillLists(api, ids, 1);
  lengths = await lengthsOf(Object.keys(LISTS));
  await fillLists(api, ids, 60);
}, 120_000);

function filled(path: string, limit = 50): string {
  const withIds = path.replace(/(\w+)\/\{id\}/, (_, noun: string) => `${noun}/${ids[noun as keyof Filled]}`);
  return WHOLE.includes(path) ? withIds : `${withIds}?limit=${limit}${ASKED[path] ?? ''}`;
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
      await expectStatements(reader, filled(path, 1), statements);
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
    expect(
      Object.keys(paths)
        .filter((path) => isList(path) && !NO_ROWS.includes(path))
        .sort(),
    ).toEqual(Object.keys(LISTS).sort());
  });
});
