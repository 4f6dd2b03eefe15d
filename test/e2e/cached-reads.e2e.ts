import { DataSource } from 'typeorm';
import { createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { importFile, usersCsv } from '../builders/an-import.ts';
import { type HttpClient, PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';
import { metric } from '../support/query-log.ts';
import { startWorker } from '../support/worker.ts';

// For changes that wait for a lock while others are made.
const PATIENT = { DATABASE_STATEMENT_TIMEOUT_MS: '60000', REQUEST_TIMEOUT_MS: '120000' };

let api: TestApi;
let other: TestApi;

beforeAll(async () => {
  // Whoever is asked through the second has written through the first.
  // What is kept near does not end before it is told to.
  const env = { ...PRIMARY_ONLY, CACHE_NEAR_MAX_AGE_MS: '3600000' };
  [api, other] = [await startApi({ ...env, ...PATIENT }), await startApi(env)];
});

const statements = ({ headers }: { headers: Record<string, string> }) =>
  Number(/desc="(\d+) statements/.exec(headers['server-timing'] ?? '')?.[1] ?? 0);

async function read(path: string, client: HttpClient = other.anonymous()) {
  const answer = await client.get(`/api/v1/${path}`).expect(200);
  return {
    body: answer.body,
    status: answer.headers['x-cache'],
    statements: statements(answer),
    headers: answer.headers,
  };
}

/**
 * Until the values are kept: the first reading may meet a change. With a cookie, because else the whole answer may be
 * given again, with what it says of itself. Then without one, as it is shown to everybody.
 */
async function keep(path: string) {
  const kept = await eventually(async () => {
    const answer = await other.anonymous().get(`/api/v1/${path}`).set('Cookie', 'theme=dark').expect(200);
    return answer.headers['x-cache'] === 'HIT' && statements(answer) === 0 && answer;
  });
  const answer = await read(path);
  expect(answer.body).toEqual(kept.body);
  return answer;
}

/** By SQL, of which nobody is told. */
const silently = (sql: string, parameters: unknown[]) => api.app.get(DataSource).query(sql, parameters);

describe('a reading through the cache', () => {
  it.each([
    ['users/{user}', 'W7.I1'],
    ['users?ids={user}', 'W7.B1'],
    ['users?limit=5', 'W7.I6'],
    ['users?sort=name&page=1', 'W7.I6'],
    ['posts/{post}', 'W7.I1'],
    ['posts?ids={post},999999', 'W7.B1'],
    ['posts?limit=10&page=1', 'W7.I6'],
    ['posts?tag=engines', 'W7.I6'],
    ['posts/top?limit=100', 'W7.H3'],
    ['posts/search?q=analytical', 'W7.I2'],
    ['posts/suggestions?q=anlytical', 'W7.I2'],
    ['posts/{post}/comments', 'W7.I6'],
    ['users/{user}/posts', 'W7.I6'],
    ['users/{user}/summary', 'W7.I1'],
    ['tags', 'W7.I6'],
  ])('of %s costs the database nothing the second time, in another process [W4.I6] [%s]', async (path) => {
    const user = await createUser(api);
    const { body: post } = await api
      .as(user)
      .post('/api/v1/posts')
      .send({ title: 'Analytical', body: 'Engine', tags: ['engines'] })
      .expect(201);
    await createComment(api, user.id, post.id);
    await api.as(user).put(`/api/v1/posts/${post.id}/likes/me`).expect(204);
    const filled = path.replaceAll('{user}', String(user.id)).replaceAll('{post}', String(post.id));
    const first = await read(filled, api.anonymous());
    const again = await keep(filled);
    expect(again.body).toEqual(first.body);
    expect(again.headers.etag).toBe(first.headers.etag);
    const fresh = await other
      .anonymous()
      .get(`/api/v1/${filled}`)
      .set('Cache-Control', 'no-cache')
      .expect(200);
    expect(fresh.headers['x-cache']).toBe('BYPASS');
    expect(again.body).toEqual(fresh.body);
  });

  it.each([
    'users?name=ada',
    'users?page=6',
    'posts?title=engine',
    'posts?page=6',
    'tags?prefix=eng',
    'users/{user}/posts?title=x',
  ])('keeps nothing of %s', async (path) => {
    const { id } = await createUser(api);
    const filled = path.replace('{user}', String(id));
    for (let turn = 0; turn < 3; turn += 1) expect((await read(filled)).status).toBe('BYPASS');
  });

  it('that finds nothing is kept until there is something [W7.I4]', async () => {
    const { id } = await createUser(api);
    await other
      .anonymous()
      .get(`/api/v1/users/${id + 1}`)
      .expect(404);
    const again = await other
      .anonymous()
      .get(`/api/v1/users/${id + 1}`)
      .expect(404);
    expect(statements(again)).toBe(0);
    expect((await createUser(api)).id).toBe(id + 1);
    await other
      .anonymous()
      .get(`/api/v1/users/${id + 1}`)
      .expect(200);
  });
});

describe('a user', () => {
  it('whom many ask for is kept in each process, and in none as they were before a change [W7.H5]', async () => {
    const { id } = await createUser(api, { name: 'Ada' });
    // With a cookie nobody is given a whole answer, which would be kept near itself.
    const nameAt = async ({ url }: TestApi) => {
      const answer = await fetch(`${url}/api/v1/users/${id}`, { headers: { Cookie: 'theme=dark' } });
      return ((await answer.json()) as { name: string }).name;
    };
    const nearHits = async () =>
      metric((await api.http().get('/metrics')).text, 'groundwork_cache_near_hits_total', '"user"');
    const isNear = async (at: TestApi) => {
      const before = await nearHits();
      await nameAt(at);
      return (await nearHits()) > before;
    };
    for (const at of [api, other]) await eventually(() => isNear(at), 20_000);
    await api.http().patch(`/api/v1/users/${id}`).send({ name: 'Byron' }).expect(200);
    for (const at of [api, other]) {
      await eventually(async () => (await nameAt(at)) === 'Byron', 20_000);
      await eventually(() => isNear(at), 20_000);
      expect(await nameAt(at)).toBe('Byron');
    }
  }, 90_000);

  it('is in the cache as PUT and PATCH have left them [W7.H1]', async () => {
    const { id, email } = await createUser(api);
    const path = `users/${id}`;
    await api.http().put(`/api/v1/${path}`).send({ name: 'Countess', email }).expect(200);
    const kept = await read(path);
    expect(kept).toMatchObject({ status: 'HIT', statements: 0, body: { name: 'Countess' } });
    await api.http().patch(`/api/v1/${path}`).send({ name: 'Lovelace' }).expect(200);
    expect(await read(path)).toMatchObject({ status: 'HIT', statements: 0, body: { name: 'Lovelace' } });
    await silently(`UPDATE users SET name = 'Nobody was told' WHERE id = $1`, [id]);
    expect((await read(path)).body.name).toBe('Lovelace');
  });

  it('is shown to others without what is private, whoever asked first', async () => {
    const { id } = await createUser(api);
    const own = async () => (await read(`users/${id}`, other.as({ id }))).body;
    const foreign = async () => (await read(`users/${id}`)).body;
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await own()).toMatchObject({ email: expect.any(String), role: 'user' });
      expect(Object.keys(await foreign()).filter((name) => ['email', 'role'].includes(name))).toEqual([]);
      const [listed] = (await read(`users?ids=${id}`)).body.data;
      expect(listed).toEqual(await foreign());
      expect((await read('users?limit=100')).body.data[0]).not.toHaveProperty('email');
      const tag = (await read(`users/${id}`)).headers.etag as string;
      await other.anonymous().get(`/api/v1/users/${id}`).set('If-None-Match', tag).expect(304, '');
      await other.as({ id }).get(`/api/v1/users/${id}`).set('If-None-Match', tag).expect(200);
    }
  });

  it('is renamed wherever they are shown, and gone when deleted [W7.I4] [W7.H4]', async () => {
    const { id } = await createUser(api, { name: 'Byron' });
    const post = await createPost(api, id, { title: 'Zebra' });
    await createComment(api, id, post.id);
    const paths = [
      `posts/${post.id}`,
      'posts?limit=5',
      `users/${id}/posts`,
      `posts/${post.id}/comments`,
      `users/${id}/summary`,
      'users?sort=-name',
      'posts/search?q=zebra',
    ];
    for (const path of paths) expect(JSON.stringify((await keep(path)).body)).toContain('Byron');
    await api.http().patch(`/api/v1/users/${id}`).send({ name: 'Shelley' }).expect(200);
    for (const path of paths) expect(JSON.stringify((await keep(path)).body)).toContain('Shelley');
    await api.http().delete(`/api/v1/users/${id}`).expect(204);
    for (const path of ['posts?limit=5', 'users?sort=-name', 'posts/search?q=zebra'])
      expect(JSON.stringify((await read(path)).body)).not.toContain('Shelley');
    for (const path of [
      `posts/${post.id}`,
      `users/${id}/posts`,
      `posts/${post.id}/comments`,
      `users/${id}/summary`,
    ])
      await other.anonymous().get(`/api/v1/${path}`).expect(404);
  });
});

describe('a post', () => {
  it('is as it was changed, in lists as well [W7.I4] [W7.H4]', async () => {
    const author = await createUser(api);
    const { id } = await createPost(api, author.id);
    const paths = [`posts/${id}`, 'posts?limit=1', `users/${author.id}/posts`];
    for (const path of paths) await keep(path);
    await api
      .as(author)
      .patch(`/api/v1/posts/${id}`)
      .send({ title: 'Another', tags: ['xylophones'] })
      .expect(200);
    for (const path of paths) expect(JSON.stringify((await keep(path)).body)).toContain('Another');
    expect((await keep('tags?prefix=xy')).body.data).toEqual([{ name: 'xylophones' }]);
    await api.as(author).put(`/api/v1/posts/${id}/likes/me`).expect(204);
    await createComment(api, author.id, id);
    expect((await read(`posts/${id}`)).body).toMatchObject({ likeCount: 1, commentCount: 1 });
    await api.as(author).delete(`/api/v1/posts/${id}/publication`).expect(200);
    for (const path of [`posts/${id}`, `posts/${id}/comments`])
      await other.anonymous().get(`/api/v1/${path}`).expect(404);
    expect((await read(`posts/${id}`, other.as(author))).body.status).toBe('draft');
    await other.anonymous().get(`/api/v1/posts/${id}`).expect(404);
    expect((await read('tags?prefix=xy')).body.data).toEqual([]);
    expect((await read(`users/${author.id}/posts`)).body.data).toEqual([]);
  });
});

/**
 * Lets `change` of a draft begin, and read it, before it is published, and end when lists have been kept with it. Its
 * tags are locked, which go or are replaced after the row of the post.
 */
async function whilePublished(author: { id: number }, change: (id: number) => PromiseLike<unknown>) {
  const fields = { title: 'A draft', body: 'Not yet.', status: 'draft', tags: ['meanwhile'] };
  const { body: draft } = await api.as(author).post('/api/v1/posts').send(fields).expect(201);
  const tagsOfIt = `SELECT FROM post_tags WHERE post_id = ${draft.id} FOR UPDATE`;
  return whileLocked(tagsOfIt, (releaseTags) =>
    whileLocked(`SELECT FROM posts WHERE id = ${draft.id} FOR UPDATE`, async (releasePost) => {
      const published = api.as(author).put(`/api/v1/posts/${draft.id}/publication`).expect(200).then();
      await eventually(async () => (await waiting(api)) === 1);
      const changed = change(draft.id).then();
      await eventually(async () => (await waiting(api)) === 2);
      await releasePost();
      await published;
      const list = await keep(`users/${author.id}/posts`);
      expect(list.body.data).toMatchObject([{ id: draft.id, title: 'A draft' }]);
      await releaseTags();
      await changed;
      return (await read(`users/${author.id}/posts`)).body.data as object[];
    }),
  );
}

describe('a draft that is published meanwhile', () => {
  it('is not in lists that were kept when it has been deleted [W7.H4]', async () => {
    const author = await createUser(api);
    const remove = (id: number) => api.as(author).delete(`/api/v1/posts/${id}`).expect(204);
    expect(await whilePublished(author, remove)).toEqual([]);
  });

  it('has its new title in lists that were kept before [W7.H4]', async () => {
    const author = await createUser(api);
    const fields = { title: 'Renamed', tags: [] };
    const change = (id: number) => api.as(author).patch(`/api/v1/posts/${id}`).send(fields).expect(200);
    expect(await whilePublished(author, change)).toMatchObject([{ title: 'Renamed' }]);
  });
});

describe('a change of nothing', () => {
  it('makes nothing wrong that was kept', async () => {
    const author = await createUser(api);
    const post = await createPost(api, author.id);
    const comment = await createComment(api, author.id, post.id);
    const paths = [`posts/${post.id}`, `users/${author.id}/posts`, `posts/${post.id}/comments`];
    for (const path of paths) await keep(path);
    const as = api.as(author);
    await as.patch(`/api/v1/posts/${post.id}`).send({}).expect(200);
    await as.patch(`/api/v1/comments/${comment.id}`).send({}).expect(200);
    await as.delete(`/api/v1/posts/${post.id}/likes/me`).expect(204);
    for (const path of paths) expect(await read(path)).toMatchObject({ status: 'HIT', statements: 0 });
  });
});

it('an import shows in what was kept before it [W7.H4]', async () => {
  await startWorker();
  const admin = await createUser(api);
  const { id, email } = await createUser(api, { name: 'Before' });
  const post = await createPost(api, id);
  const paths = [`users/${id}`, 'users?page=1', `posts/${post.id}`];
  const [, list] = await Promise.all(paths.map(keep));
  const options = { onConflict: 'update' };
  const csv = `Name,E-mail\nAfter,${email}\n${usersCsv(2).split('\n').slice(1).join('\n')}`;
  expect(await importFile(api.as({ id: admin.id, role: 'admin' }), csv, options)).toMatchObject({
    state: 'completed',
    inserted: 2,
    updated: 1,
  });
  expect((await read(`users/${id}`)).body.name).toBe('After');
  expect((await read(`posts/${post.id}`)).body.author.name).toBe('After');
  expect((await read('users?page=1')).body.meta.total).toBe(list?.body.meta.total + 2);
});
