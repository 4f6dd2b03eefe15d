import { aUser, createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

describe('users', () => {
  it('creates, gets, replaces, patches and deletes one [W1.I1] [W1.I3] [W4.S1] [W4.S4]', async () => {
    const fields = aUser({ name: 'Grace Hopper' });
    const made = await api.http().post('/api/v1/users').send(fields).expect(201);
    expect(made.body).toMatchObject(fields);
    const path = made.headers.location as string;
    expect(path).toBe(`/api/v1/users/${made.body.id}`);

    const got = await api.http().get(path).expect(200);
    expect(got.body).toEqual(made.body);

    const replaced = await api
      .http()
      .put(path)
      .send({ ...fields, name: 'Rear Admiral Hopper' })
      .expect(200);
    expect(replaced.body).toMatchObject({ ...fields, name: 'Rear Admiral Hopper' });

    const patched = await api.http().patch(path).send({ name: 'Amazing Grace' }).expect(200);
    expect(patched.body).toMatchObject({ ...fields, name: 'Amazing Grace' });

    await api.http().delete(path).expect(204);
    await api.http().get(path).expect(404);
  });

  it('refuses an e-mail address that somebody has, whatever its case [W1.I4] [W3.S5] [W3.S3] [W4.S5]', async () => {
    const user = await createUser(api);
    const { body } = await api
      .http()
      .post('/api/v1/users')
      .send(aUser({ email: user.email.toUpperCase() }))
      .expect(409);
    expect(body).toMatchObject({ reason: 'email_taken', errors: [{ field: 'email' }] });
  });
});
