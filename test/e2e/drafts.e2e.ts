import { aPost, createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { type HttpClient, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let author: { id: number };
let other: { id: number };

beforeAll(async () => {
  api = await startApi();
  [author, other] = [await createUser(api), await createUser(api)];
});

async function aDraft(): Promise<{ id: number; path: string }> {
  const { body } = await api
    .as(author)
    .post('/api/v1/posts')
    .send({ ...aPost(), status: 'draft' })
    .expect(201);
  return { id: body.id as number, path: `/api/v1/posts/${body.id}` };
}

const idsIn = async (path: string, client: HttpClient = api.anonymous()) =>
  ((await client.get(path).expect(200)).body.data as { id: number }[]).map(({ id }) => id);

describe('a draft', () => {
  it('is seen by its author and by moderators, and by nobody else', async () => {
    const { id, path } = await aDraft();
    const moderator = api.as({ ...other, role: 'moderator' });
    const { body } = await api.as(author).get(path).expect(200);
    expect(body).toMatchObject({ status: 'draft' });
    expect(body).not.toHaveProperty('publishedAt');
    await moderator.get(path).expect(200);
    for (const client of [api.anonymous(), api.as(other)]) {
      expect((await client.get(path).expect(404)).body.reason).toBe('post_not_found');
      await client.get(`/api/v1/post-slugs/a-${id}`).expect(404);
    }
    expect(await idsIn(`/api/v1/users/${author.id}/posts?limit=100`)).not.toContain(id);
    expect(await idsIn('/api/v1/posts?limit=100', api.as(author))).not.toContain(id);
    expect(await idsIn('/api/v1/drafts', api.as(author))).toContain(id);
    expect(await idsIn('/api/v1/drafts', moderator)).not.toContain(id);
  });

  it('is not there for others who would change it', async () => {
    const { path } = await aDraft();
    const stranger = api.as(other);
    await stranger.patch(path).send({ title: 'Mine' }).expect(404);
    await stranger.put(`${path}/publication`).expect(404);
    await stranger.delete(path).expect(404);
  });

  it('becomes public when it is published, as of then, and can be withdrawn', async () => {
    const { id, path } = await aDraft();
    const published = await api.as(author).put(`${path}/publication`).expect(200);
    expect(published.body.status).toBe('published');
    expect(Date.parse(published.body.publishedAt)).toBeGreaterThan(Date.parse(published.body.createdAt));
    expect((await idsIn('/api/v1/posts'))[0]).toBe(id);
    await api.as(author).delete(`${path}/publication`).expect(200);
    await api.anonymous().get(path).expect(404);
  });

  it('is published once, however often that is asked', async () => {
    const { path } = await aDraft();
    const [first, second] = [
      await api.as(author).put(`${path}/publication`).expect(200),
      await api.as(author).put(`${path}/publication`).expect(200),
    ];
    expect(second.body).toEqual(first.body);
    expect(second.headers.etag).toBe(first.headers.etag);
  });

  it('is not published by one who has seen another version of it', async () => {
    const { path } = await aDraft();
    await api.as(author).put(`${path}/publication`).set('if-match', '"7"').expect(412);
    await api.anonymous().get(path).expect(404);
  });

  it('published by a moderator is recorded', async () => {
    const { id, path } = await aDraft();
    await api
      .as({ ...other, role: 'moderator' })
      .put(`${path}/publication`)
      .expect(200);
    const { body } = await api.http().get(`/api/v1/admin/audit?targetType=post&targetId=${id}`).expect(200);
    expect(body.data).toMatchObject([{ action: 'post.moderated', details: { change: 'publish' } }]);
  });
});

describe('a slug', () => {
  it('is made of the title and the id', async () => {
    const slug = async (title: string) => {
      const { id } = await createPost(api, author.id, { title });
      const { body } = await api.anonymous().get(`/api/v1/posts/${id}`).expect(200);
      return (body.slug as string).replace(String(id), 'ID');
    };
    expect(await slug('Déjà vu: the MacLeod “case” & more…')).toBe('deja-vu-the-macleod-case-and-more-ID');
    expect(await slug('!!!')).toBe('ID');
    expect((await slug('a '.repeat(100))).length).toBeLessThanOrEqual(83);
  });

  it('finds the post, also after its title has changed', async () => {
    const { id } = await createPost(api, author.id, { title: 'Old title' });
    await api.as(author).patch(`/api/v1/posts/${id}`).send({ title: 'New title' }).expect(200);
    const { body } = await api.anonymous().get(`/api/v1/post-slugs/old-title-${id}`).expect(200);
    expect(body).toMatchObject({ id, slug: `new-title-${id}` });
  });

  it.each(['old-title', 'x-0', `x-${'9'.repeat(20)}`, '%00-1', '-'])('%s finds none: 404', async (slug) => {
    await api.anonymous().get(`/api/v1/post-slugs/${slug}`).expect(404);
  });
});
