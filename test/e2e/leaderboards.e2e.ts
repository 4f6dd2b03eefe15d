import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let users: { id: number; name: string }[];
let posts: number[];

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  users = [];
  for (const name of ['Ada', 'Grace', 'Emmy', 'Mary']) users.push(await createUser(api, { name }));
  posts = [];
  // Two of Ada, three of Grace, two of Emmy, none of Mary.
  for (const turn of [0, 1, 1, 2, 0, 2, 1]) posts.push((await createPost(api, users[turn]?.id ?? 0)).id);
});

async function top(path: string) {
  const { body, headers } = await api
    .anonymous()
    .get(`/api/v1/${path}`)
    .set('Cache-Control', 'no-cache')
    .expect(200);
  expect(headers['server-timing']).toMatch(/desc="1 statements/);
  return body as { data: { id: number; likeCount: number; postCount: number }[]; meta: object };
}

describe('the users with the most posts', () => {
  it('come first, of two with as many the newer one, and those without any not at all', async () => {
    const [ada, grace, emmy] = users;
    expect(await top('users/top')).toEqual({
      data: [
        { id: grace?.id, name: 'Grace', postCount: 3 },
        { id: emmy?.id, name: 'Emmy', postCount: 2 },
        { id: ada?.id, name: 'Ada', postCount: 2 },
      ],
      meta: { limit: 20 },
    });
    expect(await top('users/top?limit=1')).toMatchObject({ data: [{ name: 'Grace' }], meta: { limit: 1 } });
  });

  it('are known by what is public', async () => {
    const mary = { id: users[3]?.id ?? 0 };
    const draft = { title: 'Secret', body: 'Not yet.', status: 'draft' };
    const { body } = await api.as(mary).post('/api/v1/posts').send(draft).expect(201);
    expect((await top('users/top')).data).toHaveLength(3);
    await api.as(mary).put(`/api/v1/posts/${body.id}/publication`).expect(200);
    expect((await top('users/top')).data.at(-1)).toEqual({ id: mary.id, name: 'Mary', postCount: 1 });
  });
});

describe('the posts with the most likes', () => {
  const like = (post: number | undefined, likes: number) =>
    api.dataSource.query(
      `INSERT INTO post_counters (post_id, like_count, comment_count) VALUES ($1, $2, 7)
       ON CONFLICT (post_id) DO UPDATE SET like_count = $2`,
      [post, likes],
    );

  it('come first, of two with as many the newer one, and those without any not at all', async () => {
    expect(await top('posts/top')).toEqual({ data: [], meta: { limit: 20 } });
    const likes = [2, 5, 0, 9, 2];
    for (const [place, count] of likes.entries()) await like(posts[place], count);
    const { data } = await top('posts/top');
    const [a, b, , d, e] = posts;
    expect(data.map(({ id, likeCount }) => [id, likeCount])).toEqual([
      [d, 9],
      [b, 5],
      [e, 2],
      [a, 2],
    ]);
    expect(data[0]).toMatchObject({ author: { id: users[2]?.id, name: 'Emmy' }, commentCount: 7 });
    expect((await top('posts/top?limit=2')).data.map(({ id }) => id)).toEqual([d, b]);
  });

  it('are published ones', async () => {
    const emmy = { id: users[2]?.id ?? 0 };
    await api.as(emmy).delete(`/api/v1/posts/${posts[3]}/publication`).expect(200);
    expect((await top('posts/top')).data.map(({ id }) => id)).not.toContain(posts[3]);
  });
});

it.each(['limit=0', 'limit=101', 'limit=x', 'page=1', 'cursor=x'])('no top list knows %s', async (query) => {
  for (const list of ['users', 'posts']) {
    const { body } = await api.http().get(`/api/v1/${list}/top?${query}`).expect(400);
    expect(body.errors).toMatchObject([{ field: query.split('=')[0] }]);
  }
});
