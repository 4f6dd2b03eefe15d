import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let path: string;
let current: string;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

beforeEach(async () => {
  path = `/api/v1/users/${(await createUser(api)).id}`;
  const { headers } = await api.http().patch(path).send({ name: 'Second version' }).expect(200);
  current = headers.etag as string;
});

describe('ETag', () => {
  it('changes with each change, and only then', async () => {
    expect(current).toBe('"2"');
    expect((await api.http().get(path)).headers.etag).toBe(current);
    const { headers } = await api.http().patch(path).send({ name: 'Third version' });
    expect(headers.etag).toBe('"3"');
    expect((await api.http().get(path)).headers.etag).toBe('"3"');
  });

  it('of a post changes with the author it shows', async () => {
    const author = await createUser(api);
    const post = `/api/v1/posts/${(await createPost(api, author.id)).id}`;
    const { headers } = await api.http().get(post).expect(200);
    await api.http().patch(`/api/v1/users/${author.id}`).send({ name: 'Married' }).expect(200);
    const { body } = await api
      .http()
      .get(post)
      .set('If-None-Match', headers.etag as string)
      .expect(200);
    expect(body.author.name).toBe('Married');
  });
});

describe('If-None-Match', () => {
  it.each(['"2"', 'W/"2"', '*', '"1", "2"', '"1",W/"2" ,"3"'])('%s answers 304 [W1.I5]', async (tag) => {
    const { text, headers } = await api.http().get(path).set('If-None-Match', tag).expect(304);
    expect(headers['content-length']).toBeUndefined();
    expect(text).toBe('');
    expect(headers['content-type']).toBeUndefined();
    expect(headers.etag).toBe(current);
  });

  it.each(['"1"', '2', '"22"', 'W/"1"', '""', 'garbage'])('%s answers 200', async (tag) => {
    const { body } = await api.http().get(path).set('If-None-Match', tag).expect(200);
    expect(body.name).toBe('Second version');
  });
});

describe('If-Match', () => {
  it.each(['"2"', '*', '"1", "2"', ' "2" '])('%s lets a change through', async (tag) => {
    await api.http().patch(path).set('If-Match', tag).send({ name: 'New' }).expect(200);
  });

  it.each(['"1"', 'W/"2"', '2', 'garbage', '""', '"2', '"99999999999"', '"1", "3"', ','])(
    '%s refuses a change [W1.I5]',
    async (tag) => {
      const answers = [
        await api.http().patch(path).set('If-Match', tag).send({ name: 'New' }),
        await api.http().put(path).set('If-Match', tag).send({ name: 'New', email: 'new@example.com' }),
        await api.http().delete(path).set('If-Match', tag),
      ];
      for (const { status, body } of answers)
        expect({ status, reason: body.reason }).toEqual({ status: 412, reason: 'version_mismatch' });
      expect((await api.http().get(path)).headers.etag).toBe(current);
    },
  );

  it('lets exactly one of two changes that are based on the same version through [W1.I5]', async () => {
    for (let round = 0; round < 10; round += 1) {
      const tag = (await api.http().get(path)).headers.etag as string;
      const change = (name: string) => api.http().patch(path).set('If-Match', tag).send({ name });
      const answers = await Promise.all([change('One'), change('Two')]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
      const winner = answers.find(({ status }) => status === 200);
      expect((await api.http().get(path)).body).toEqual(winner?.body);
    }
  });

  it('lets a delete win or lose against a change, never both', async () => {
    const [changed, deleted] = await Promise.all([
      api.http().patch(path).set('If-Match', current).send({ name: 'Kept' }),
      api.http().delete(path).set('If-Match', current),
    ]);
    expect([
      [200, 412],
      [404, 204],
    ]).toContainEqual([changed.status, deleted.status]);
  });

  it('takes the tag of a post as the API gave it', async () => {
    const author = await createUser(api);
    const made = await api
      .as(author)
      .post('/api/v1/posts')
      .send({ title: 'First', body: 'Text' })
      .expect(201);
    const post = made.headers.location as string;
    const tag = made.headers.etag as string;
    await api.http().patch(post).set('If-Match', tag).send({ title: 'Second' }).expect(200);
    await api.http().patch(post).set('If-Match', tag).send({ title: 'Third' }).expect(412);
  });
});
