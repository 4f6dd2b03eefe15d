import { aUser, createUser, type UserBody } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let user: UserBody & { id: number };

beforeAll(async () => {
  api = await startApi();
  user = await createUser(api);
});

const fieldsOf = (body: { errors?: { field: string; code: string }[] }) =>
  body.errors?.map(({ field, code }) => `${field} ${code}`);

describe('the body of a user', () => {
  it('names every wrong field at once [W1.I5] [W8.S3] [W8.S4]', async () => {
    const { body } = await api.http().post('/api/v1/users').send({ email: 1, role: 'admin' }).expect(422);
    expect(body.reason).toBe('validation_failed');
    expect(fieldsOf(body)).toEqual(
      expect.arrayContaining(['name isText', 'role unknownField', expect.stringMatching(/^email /)]),
    );
    expect(body.errors).toHaveLength(3);
  });

  it.each(['id', 'version', 'createdAt', 'updatedAt'])('may not set %s', async (field) => {
    const body = { ...aUser(), [field]: 1 };
    for (const attempt of [
      api.http().post('/api/v1/users').send(body),
      api.http().put(`/api/v1/users/${user.id}`).send(body),
      api
        .http()
        .patch(`/api/v1/users/${user.id}`)
        .send({ [field]: 1 }),
    ])
      expect((await attempt).status).toBe(422);
  });

  it.each([{ name: null }, { email: null }, { name: 1 }, { name: ['Ada'] }, { name: {} }, { email: true }])(
    'may not hold %j',
    async (fields) => {
      const field = Object.keys(fields)[0] as string;
      for (const attempt of [
        api
          .http()
          .post('/api/v1/users')
          .send({ ...aUser(), ...fields }),
        api
          .http()
          .put(`/api/v1/users/${user.id}`)
          .send({ ...aUser(), ...fields }),
        api.http().patch(`/api/v1/users/${user.id}`).send(fields),
      ]) {
        const { status, body } = await attempt;
        expect({ status, fields: body.errors?.map((each: { field: string }) => each.field) }).toEqual({
          status: 422,
          fields: [field],
        });
      }
    },
  );

  it('must be whole for PUT', async () => {
    const { body } = await api.http().put(`/api/v1/users/${user.id}`).send({ name: 'Ada' }).expect(422);
    expect(body.errors).toMatchObject([{ field: 'email' }]);
  });

  it.each(['[]', '[{}]', 'null', '"text"', '1', 'true'])('may not be %s', async (json) => {
    for (const [method, path] of [
      ['post', '/api/v1/users'],
      ['put', `/api/v1/users/${user.id}`],
      ['patch', `/api/v1/users/${user.id}`],
    ] as const) {
      const request = api.http()[method](path).set('Content-Type', 'application/json');
      const { body } = await request.send(json).expect(422);
      expect(body).toMatchObject({ reason: 'validation_failed', detail: 'The body must be a JSON object.' });
    }
  });

  it('may not be absent', async () => {
    expect([400, 415, 422]).toContain((await api.http().post('/api/v1/users')).status);
    const empty = api.http().post('/api/v1/users').set('Content-Type', 'application/json').send('');
    expect((await empty).status).toBe(400);
    expect([400, 415, 422]).toContain((await api.http().patch(`/api/v1/users/${user.id}`)).status);
  });
});

describe('the name of a user', () => {
  it.each([
    ['one character', 'A'],
    ['200 characters', 'a'.repeat(200)],
    ['200 characters outside of the basic plane', '𝒜'.repeat(200)],
    ['every script', 'Ада Лавлейс 愛達 عادة'],
    ['a joined emoji', '👩‍💻'],
    ['what SQL and HTML use', `Robert'); DROP TABLE "users";-- <b>&amp;</b> \\ %s $1`],
  ])('may be %s', async (_, name) => {
    const { body, headers } = await api.http().post('/api/v1/users').send(aUser({ name })).expect(201);
    expect(body.name).toBe(name);
    expect((await api.http().get(headers.location as string)).body.name).toBe(name);
  });

  it.each([
    ['empty', ''],
    ['blank', '  \u3000 '],
    ['201 characters', 'a'.repeat(201)],
    ['201 characters outside of the basic plane', '𝒜'.repeat(201)],
    ['a NUL', 'a\0b'],
    ['a line break', 'a\nb'],
    ['a separator of lines', 'a\u2028b'],
  ])('may not be or hold: %s', async (_, name) => {
    const { body } = await api.http().post('/api/v1/users').send(aUser({ name })).expect(422);
    expect(fieldsOf(body)).toEqual(['name isText']);
  });

  it.each(['\\ud800', '\\udc00', 'a\\ud83d', '\\udc00\\ud800'])(
    'may not hold the surrogate %s alone',
    async (part) => {
      const json = `{"name":"${part}","email":"ada@example.com"}`;
      const { body } = await api
        .http()
        .post('/api/v1/users')
        .set('Content-Type', 'application/json')
        .send(json)
        .expect(422);
      expect(fieldsOf(body)).toEqual(['name isText']);
    },
  );
});
