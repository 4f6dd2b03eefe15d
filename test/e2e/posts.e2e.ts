import { aPost, createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let author: { id: number; name: string };

beforeAll(async () => {
  api = await startApi();
  author = await createUser(api, { name: 'Mary Shelley' });
});

describe('posts', () => {
  it('creates, gets, replaces, patches and deletes one [W1.I3] [W1.I5] [W3.I1] [W4.S1] [W4.S4]', async () => {
    const client = api.as(author);
    const fields = aPost();
    const { title, body: text } = fields;
    const made = await client.post('/api/v1/posts').send(fields).expect(201);
    expect(made.body).toMatchObject({ title, body: text, author: { id: author.id, name: 'Mary Shelley' } });
    const path = made.headers.location as string;
    expect(path).toBe(`/api/v1/posts/${made.body.id}`);

    const got = await client.get(path).expect(200);
    expect(got.body).toEqual(made.body);
    expect(got.headers.etag).toBe(made.headers.etag);

    const replaced = await client.put(path).send({ title: 'New', body: 'Two\nlines' }).expect(200);
    expect(replaced.body).toMatchObject({ title: 'New', body: 'Two\nlines', author: got.body.author });

    const patched = await client.patch(path).send({ title: 'Newer' }).expect(200);
    expect(patched.body).toMatchObject({ title: 'Newer', body: 'Two\nlines' });

    await client.delete(path).expect(204);
    await client.get(path).expect(404);
  });

  it('answers 404 for one that is not there, on every method [W1.I5]', async () => {
    const path = '/api/v1/posts/999999999';
    const answers = [
      await api.http().get(path),
      await api.http().put(path).send({ title: 'A', body: 'B' }),
      await api.http().patch(path).send({ title: 'A' }),
      await api.http().patch(path).send({}),
      await api.http().delete(path),
    ];
    for (const { status, body } of answers)
      expect({ status, reason: body.reason }).toEqual({ status: 404, reason: 'post_not_found' });
  });

  it('answers 401 when the account that writes is gone [W3.S5] [W4.S5]', async () => {
    const gone = api.as({ id: 999_999_999 });
    const { body } = await gone.post('/api/v1/posts').send(aPost()).expect(401);
    expect(body).toMatchObject({ reason: 'account_gone' });
  });

  it('has the author who sends it, and never another', async () => {
    const post = await createPost(api, author.id);
    const other = await createUser(api);
    for (const attempt of [
      api
        .as(author)
        .post('/api/v1/posts')
        .send({ ...aPost(), authorId: other.id }),
      api.http().patch(`/api/v1/posts/${post.id}`).send({ authorId: other.id }),
      api
        .http()
        .put(`/api/v1/posts/${post.id}`)
        .send({ ...aPost(), authorId: other.id }),
    ]) {
      const { status, body } = await attempt;
      expect({ status, errors: body.errors }).toMatchObject({
        status: 422,
        errors: [{ field: 'authorId', code: 'unknownField' }],
      });
    }
  });

  it.each([
    { title: '' },
    { title: 'a\nb' },
    { title: null },
    { title: 'a'.repeat(201) },
    { body: ' \n ' },
    { body: 'a\0b' },
    { body: 7 },
    { body: 'a'.repeat(50_001) },
  ])('refuses %j', async (fields) => {
    const { body } = await api
      .http()
      .post('/api/v1/posts')
      .send({ ...aPost(), ...fields })
      .expect(422);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(Object.keys(fields));
  });

  it('keeps long texts of every script as they are', async () => {
    const text = '𝒜b\r\n\t'.repeat(10_000);
    const post = await createPost(api, author.id, { title: '𝒜'.repeat(200), body: text });
    expect((await api.http().get(`/api/v1/posts/${post.id}`)).body).toMatchObject({
      title: '𝒜'.repeat(200),
      body: text,
    });
  });
});
