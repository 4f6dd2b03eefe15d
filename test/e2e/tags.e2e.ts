import { aPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let author: { id: number };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  author = await createUser(api);
});

const post = (fields: object) =>
  api
    .as(author)
    .post('/api/v1/posts')
    .send({ ...aPost(), ...fields });
const namesFrom = async (path: string) =>
  ((await api.anonymous().get(path).expect(200)).body.data as { name: string }[]).map(({ name }) => name);

describe('tags', () => {
  it('are given with a post, replaced by PUT and PATCH, and left alone by a PATCH without them [W3.B1]', async () => {
    const { body, headers } = await post({ tags: ['zebra', 'ape', 'größe-2'] }).expect(201);
    expect(body.tags).toEqual(['ape', 'größe-2', 'zebra']);
    const path = headers.location as string;
    const client = api.as(author);
    expect((await client.patch(path).send({ title: 'New' }).expect(200)).body.tags).toHaveLength(3);
    expect(
      (
        await client
          .patch(path)
          .send({ tags: ['bee'] })
          .expect(200)
      ).body.tags,
    ).toEqual(['bee']);
    expect((await client.put(path).send(aPost()).expect(200)).body.tags).toEqual([]);
  });

  it('are a new version of the post when they change', async () => {
    const { headers } = await post({ tags: ['ape'] }).expect(201);
    const [path, etag] = [headers.location as string, headers.etag as string];
    const client = api.as(author);
    const patched = await client
      .patch(path)
      .set('if-match', etag)
      .send({ tags: ['bee'] })
      .expect(200);
    expect(patched.headers.etag).not.toBe(etag);
    await client
      .patch(path)
      .set('if-match', etag)
      .send({ tags: ['cat'] })
      .expect(412);
    expect((await client.get(path)).body.tags).toEqual(['bee']);
  });

  it.each([
    [['Upper']],
    [['two words']],
    [['-a']],
    [['a--b']],
    [['']],
    [['a'.repeat(41)]],
    [['a', 'a']],
    [['u\u0308ber']],
    [[7]],
    ['a'],
    [null],
    [Array.from({ length: 11 }, (_, n) => `tag-${n}`)],
  ])('that are %j are refused', async (tags) => {
    const { body } = await post({ tags }).expect(422);
    for (const { field } of body.errors as { field: string }[]) expect(field).toMatch(/^tags/);
  });

  it('find the published posts that have them', async () => {
    const { body: found } = await post({ tags: ['rare', 'other'] }).expect(201);
    await post({ tags: ['rare'], status: 'draft' }).expect(201);
    await post({ tags: ['other'] }).expect(201);
    const { body } = await api.anonymous().get('/api/v1/posts?tag=rare').expect(200);
    expect(body.data).toEqual([found]);
    await api.anonymous().get('/api/v1/posts?tag=Rare').expect(400);
    expect((await api.anonymous().get('/api/v1/posts?tag=unheard-of').expect(200)).body.data).toEqual([]);
  });

  it('are listed by name once somebody has published with them', async () => {
    await post({ tags: ['list-b', 'list-a', 'list-c'] }).expect(201);
    await post({ tags: ['list-draft'], status: 'draft' }).expect(201);
    expect(await namesFrom('/api/v1/tags?prefix=list-')).toEqual(['list-a', 'list-b', 'list-c']);
    const { body } = await api.anonymous().get('/api/v1/tags?prefix=list-&limit=2').expect(200);
    expect(body.meta.nextCursor).toBeDefined();
    expect(await namesFrom(`/api/v1/tags?prefix=list-&cursor=${body.meta.nextCursor}`)).toEqual(['list-c']);
    await api.anonymous().get('/api/v1/tags?cursor=%F0').expect(400);
    await api.anonymous().get('/api/v1/tags?cursor=AA').expect(400);
  });

  it('that many make at the same time are made once, and nobody fails', async () => {
    const tags = ['race-a', 'race-b', 'race-c', 'race-d'];
    const orders = Array.from({ length: 20 }, (_, n) => [...tags.slice(n % 4), ...tags.slice(0, n % 4)]);
    const answers = await Promise.all(orders.map((order) => post({ tags: order })));
    expect(answers.map(({ status, body }) => [status, body.tags])).toEqual(orders.map(() => [201, tags]));
  });

  it('go with their post', async () => {
    const { body, headers } = await post({ tags: ['gone'] }).expect(201);
    await api
      .as(author)
      .delete(headers.location as string)
      .expect(204);
    const left = await api.dataSource.query('SELECT FROM post_tags WHERE post_id = $1', [body.id]);
    expect(left).toEqual([]);
    expect(await namesFrom('/api/v1/tags?prefix=gone')).toEqual([]);
  });
});
