import type { Response } from 'supertest';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { links } from '../support/walk.ts';

let api: TestApi;
let author: { id: number };
let users: { id: number; name: string }[];
let ada: { id: number; name: string };
let post: { id: number };
let likes: string;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  author = await createUser(api);
  users = [];
  for (const name of ['Ada Lovelace', 'Mary Somerville', 'Caroline Herschel'])
    users.push(await createUser(api, { name }));
  [ada] = users as [typeof ada];
});

beforeEach(async () => {
  post = await createPost(api, author.id);
  likes = `/api/v1/posts/${post.id}/likes`;
});

const like = (user: { id: number }, id = post.id) =>
  api.as(user).put(`/api/v1/posts/${id}/likes/me`).expect(204);

async function likeCount(): Promise<number> {
  const { body } = await api.anonymous().get(`/api/v1/posts/${post.id}`).expect(200);
  return (body as { likeCount: number }).likeCount;
}

describe('a like', () => {
  it('is given and taken back, each as often as one likes and with the same effect [W3.B1]', async () => {
    const own = `${likes}/me`;
    expect((await api.as(ada).get(own).expect(404)).body).toMatchObject({ reason: 'like_not_found' });
    await like(ada);
    const first = await api.as(ada).get(own).expect(200);
    await like(ada);
    expect((await api.as(ada).get(own).expect(200)).body).toEqual(first.body);
    expect(await likeCount()).toBe(1);
    for (const _ of ['once', 'twice']) await api.as(ada).delete(own).expect(204);
    await api.as(ada).get(own).expect(404);
    expect(await likeCount()).toBe(0);
  });

  it('changes the entity tag of the post, and not whether the post can be changed', async () => {
    const path = `/api/v1/posts/${post.id}`;
    const { etag } = (await api.anonymous().get(path)).headers as { etag: string };
    await like(author);
    await api.anonymous().get(path).set('if-none-match', etag).expect(200);
    await api.as(author).patch(path).set('if-match', etag).send({ title: 'Liked' }).expect(200);
  });

  it('needs a post, and somebody who is still there', async () => {
    for (const path of ['/api/v1/posts/999999999/likes', '/api/v1/posts/9007199254740991/likes']) {
      await api.anonymous().get(path).expect(404);
      for (const method of ['get', 'put', 'delete'] as const) {
        const { body } = await api.as(author)[method](`${path}/me`).expect(404);
        expect(body).toMatchObject({ reason: 'post_not_found' });
      }
    }
    const { body } = await api.as({ id: 999999999 }).put(`${likes}/me`).expect(401);
    expect(body).toMatchObject({ reason: 'account_gone' });
  });

  it('of a draft is for those who see it', async () => {
    await like(ada);
    await like(author);
    await api
      .as(author)
      .delete(`/api/v1/posts/${post.id}/publication`)
      .expect(({ status }) => expect(status).toBeLessThan(300));
    for (const client of [api.anonymous(), api.as(ada)]) await client.get(likes).expect(404);
    for (const method of ['get', 'put', 'delete'] as const)
      await api.as(ada)[method](`${likes}/me`).expect(404);
    expect((await api.as(author).get(likes).expect(200)).body).toMatchObject({ data: [{}, {}] });
    const liked = await api.as(ada).get('/api/v1/profile/likes').expect(200);
    expect(liked.body).toMatchObject({ data: [] });
  });
});

describe('the likes of a post', () => {
  it('say who and since when, the newest first, part by part', async () => {
    for (const user of users) await like(user);
    const seen: { user: object }[] = [];
    let next: string | undefined = `${likes}?limit=1`;
    while (next !== undefined) {
      const answer: Response = await api.anonymous().get(next).expect(200);
      seen.push(...(answer.body as { data: { user: object }[] }).data);
      next = links(answer.headers.link).next;
    }
    const names = users.map(({ id, name }) => ({ id, name }));
    expect(seen.map(({ user }) => user)).toEqual(names.reverse());
    expect(Object.keys(seen[0] ?? {})).toEqual(['user', 'likedAt']);
    const page = await api.anonymous().get(`${likes}?page=2&limit=2`).expect(200);
    expect(page.body).toMatchObject({ data: [{ user: names[2] }], meta: { total: 3, pages: 2 } });
  });

  it('given in the same moment are told apart by user', async () => {
    await api.dataSource.query(
      `INSERT INTO post_likes (post_id, user_id, created_at) SELECT $1, id, '2026-01-01' FROM users WHERE id = ANY($2)`,
      [post.id, users.map(({ id }) => id)],
    );
    const first = await api.anonymous().get(`${likes}?limit=2`).expect(200);
    const { data, meta } = first.body as { data: { user: { id: number } }[]; meta: { nextCursor: string } };
    const rest = await api.anonymous().get(`${likes}?limit=2&cursor=${meta.nextCursor}`).expect(200);
    const ids = [...data, ...(rest.body as { data: typeof data }).data].map(({ user }) => user.id);
    expect(ids).toEqual(users.map(({ id }) => id).reverse());
  });
});

describe('what one likes', () => {
  it('is listed with the posts, the newest like first', async () => {
    const reader = await createUser(api);
    const other = await createPost(api, author.id, { title: 'Another' });
    for (const { id } of [other, post]) await like(reader, id);
    const { body } = await api.as(reader).get('/api/v1/profile/likes?limit=1').expect(200);
    expect(body).toMatchObject({
      data: [{ post: { id: post.id, likeCount: 1, author: { id: author.id } } }],
    });
    const { nextCursor } = (body as { meta: { nextCursor: string } }).meta;
    const rest = await api.as(reader).get(`/api/v1/profile/likes?limit=1&cursor=${nextCursor}`).expect(200);
    expect(rest.body).toMatchObject({
      data: [{ post: { id: other.id, title: 'Another' } }],
      meta: { limit: 1 },
    });
  });
});
