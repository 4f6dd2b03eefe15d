import { aUser, createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

describe('the e-mail address of a user', () => {
  it('belongs to one user only, whatever its case [W1.I4] [W3.S5] [W3.S3] [W3.H3] [W4.S5]', async () => {
    const user = await createUser(api);
    const other = await createUser(api);
    const email = user.email.toUpperCase();
    const answers = [
      await api.http().post('/api/v1/users').send(aUser({ email })),
      await api.http().put(`/api/v1/users/${other.id}`).send(aUser({ email })),
      await api.http().patch(`/api/v1/users/${other.id}`).send({ email }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(409);
      expect(body).toMatchObject({
        reason: 'email_taken',
        errors: [{ field: 'email', code: 'email_taken' }],
      });
    }
  });

  it('may be written in another case by its owner, and is kept as written', async () => {
    const user = await createUser(api);
    const email = user.email.toUpperCase();
    const { body } = await api.http().patch(`/api/v1/users/${user.id}`).send({ email }).expect(200);
    expect(body.email).toBe(email);
    const { body: list } = await api.http().get('/api/v1/users').query({ email: user.email }).expect(200);
    expect(list.data).toEqual([body]);
  });

  it('goes to exactly one of 20 who want it at the same moment [W1.I4]', async () => {
    const body = aUser();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.http().post('/api/v1/users').send(body)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(19).fill(409)]);
    const { body: list } = await api.http().get('/api/v1/users').query({ email: body.email });
    expect(list.data).toHaveLength(1);
  });

  it('is free again once its owner is deleted', async () => {
    const user = await createUser(api);
    await api.http().delete(`/api/v1/users/${user.id}`).expect(204);
    await api
      .http()
      .post('/api/v1/users')
      .send(aUser({ email: user.email }))
      .expect(201);
  });

  it.each([
    'ada.lovelace+engine@example.com',
    "o'brien@example.co.uk",
    'ada@sub.domain.example.museum',
    'ärger@example.com',
    'ada@xn--bcher-kva.example',
    `${'a'.repeat(64)}@example.com`,
  ])('may be %s', async (email) => {
    await api.http().post('/api/v1/users').send(aUser({ email })).expect(201);
  });

  it.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@@example.com',
    'ada lovelace@example.com',
    ' ada@example.com',
    'ada@example.com\n',
    'Ada <ada@example.com>',
    'ada@example.com,eve@example.com',
    '"a\r\nBcc: eve"@example.com',
    'a\0b@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.com`,
  ])('may not be %j', async (email) => {
    const { body } = await api.http().post('/api/v1/users').send(aUser({ email })).expect(422);
    expect(body).toMatchObject({ reason: 'validation_failed', errors: [{ field: 'email' }] });
  });
});
