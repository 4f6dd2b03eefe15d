import { createPost } from '../builders/a-post.ts';
import { aUser, createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

describe('users', () => {
  it('creates, gets, replaces, patches and deletes one [W1.I1] [W1.I3] [W1.I5] [W4.S1] [W4.S4]', async () => {
    const fields = aUser({ name: 'Grace Hopper' });
    const made = await api.http().post('/api/v1/users').send(fields).expect(201);
    expect(made.body).toMatchObject(fields);
    const path = made.headers.location as string;
    expect(path).toBe(`/api/v1/users/${made.body.id}`);

    const got = await api.http().get(path).expect(200);
    expect(got.body).toEqual(made.body);
    expect(got.headers.etag).toBe(made.headers.etag);

    const wanted = { ...fields, name: 'Rear Admiral Hopper' };
    const replaced = await api.http().put(path).send(wanted).expect(200);
    expect(replaced.body).toMatchObject(wanted);

    const patched = await api.http().patch(path).send({ name: 'Amazing Grace' }).expect(200);
    expect(patched.body).toMatchObject({ ...fields, name: 'Amazing Grace' });

    const deleted = await api.http().delete(path).expect(204);
    expect(deleted.text).toBe('');
    await api.http().get(path).expect(404);
  });

  it('keeps them in PostgreSQL [W3.S3] [W4.S1]', async () => {
    const user = await createUser(api);
    const rows = await api.dataSource.query('SELECT name, email, version FROM users WHERE id = $1', [
      user.id,
    ]);
    expect(rows).toEqual([{ name: user.name, email: user.email, version: 1 }]);
  });

  it('answers 404 for one that is not there, on every method [W1.I5]', async () => {
    const path = '/api/v1/users/999999999';
    const answers = [
      await api.http().get(path),
      await api.http().put(path).send(aUser()),
      await api.http().patch(path).send({ name: 'Nobody' }),
      await api.http().patch(path).set('If-Match', '"1"').send({ name: 'Nobody' }),
      await api.http().delete(path),
      await api.http().get(`${path}/posts`),
    ];
    for (const { status, body } of answers)
      expect({ status, reason: body.reason }).toEqual({ status: 404, reason: 'user_not_found' });
  });

  it.each([
    '0',
    '-1',
    '1.5',
    'abc',
    '01',
    '1e3',
    '9007199254740992',
    '99999999999999999999',
    '%20',
    '1;drop',
  ])('answers 400 for the id %s', async (id) => {
    const { body } = await api.http().get(`/api/v1/users/${id}`).expect(400);
    expect(body).toMatchObject({ reason: 'request_malformed', errors: [{ field: 'id', code: 'isId' }] });
  });

  it('answers 404 for the largest id there can be', async () => {
    await api.http().get(`/api/v1/users/${Number.MAX_SAFE_INTEGER}`).expect(404);
  });

  it('leaves the user as it is when PATCH names no field', async () => {
    const user = await createUser(api);
    const path = `/api/v1/users/${user.id}`;
    const { body, headers } = await api.http().patch(path).send({}).expect(200);
    expect(body).toEqual(user);
    expect(headers.etag).toBe('"1"');
    await api.http().patch(path).set('If-Match', '"9"').send({}).expect(412);
    await api.http().patch('/api/v1/users/999999999').send({}).expect(404);
  });

  it('deletes what the user wrote, and nothing else, along with the user [W3.B2]', async () => {
    const [gone, stays] = [await createUser(api), await createUser(api)];
    const lost = [await createPost(api, gone.id), await createPost(api, gone.id)];
    const kept = await createPost(api, stays.id);
    await api.http().delete(`/api/v1/users/${gone.id}`).expect(204);
    for (const { id } of lost) await api.http().get(`/api/v1/posts/${id}`).expect(404);
    await api.http().get(`/api/v1/posts/${kept.id}`).expect(200);
  });
});
