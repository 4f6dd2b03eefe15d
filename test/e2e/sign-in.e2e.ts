import { openAccount, PASSWORD } from '../builders/an-account.ts';
import { aUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

const login = (body: object) => api.anonymous().post('/api/v1/auth/login').send(body);

describe('registration [W2.H6]', () => {
  it('opens an account and signs in [W2.S1] [W2.S5] [W2.I6]', async () => {
    const account = { ...aUser(), password: PASSWORD };
    const { body, headers } = await api.anonymous().post('/api/v1/auth/register').send(account).expect(201);
    expect(headers.location).toBe('/api/v1/profile');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({
      user: { name: account.name, email: account.email, role: 'user', emailVerified: false },
      tokenType: 'Bearer',
      expiresIn: 600,
    });
    const profile = await api
      .anonymous()
      .get('/api/v1/profile')
      .set('authorization', `Bearer ${body.accessToken}`)
      .expect(200);
    expect(profile.body).toEqual(body.user);
  });

  it('keeps a hash of argon2id and no password [W2.S2]', async () => {
    const { id } = await openAccount(api);
    const [row] = await api.dataSource.query('SELECT hash FROM passwords WHERE user_id = $1', [id]);
    expect(row.hash).toMatch(/^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$/);
    expect(row.hash).not.toContain(PASSWORD);
  });

  it.each([
    ['name', { name: '' }],
    ['email', { email: 'nobody' }],
    ['password', { password: 'too short' }],
    ['password', { password: 'passwordpassword' }],
    ['password', { password: 7 }],
    ['role', { role: 'admin' }],
    ['emailVerifiedAt', { emailVerifiedAt: '2026-01-01' }],
    ['delivery', { delivery: 'pigeon' }],
    ['remember', { remember: 'yes' }],
  ])('names %s when it is not right, and adds nobody [W2.S5]', async (field, fault) => {
    const account = { ...aUser(), password: PASSWORD, ...fault };
    const { body } = await api.anonymous().post('/api/v1/auth/register').send(account).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ field })]);
    expect(JSON.stringify(body)).not.toContain('too short');
    const [{ count }] = await api.dataSource.query(
      'SELECT count(*)::int AS count FROM users WHERE email = $1',
      [account.email],
    );
    expect(count).toBe(0);
  });

  it('of one address by many at once succeeds once', async () => {
    const account = { ...aUser(), password: PASSWORD };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.anonymous().post('/api/v1/auth/register').send(account)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const taken = answers.find(({ status }) => status === 409);
    expect(taken?.body).toMatchObject({ reason: 'email_taken', errors: [{ field: 'email' }] });
  });
});

describe('sign-in [W2.H6]', () => {
  it('answers who it is and tokens [W2.S3] [W2.S4] [W2.I6]', async () => {
    const { id, name, email } = await openAccount(api);
    const { body } = await login({ email: email.toUpperCase(), password: PASSWORD }).expect(200);
    expect(body.user).toMatchObject({ id, name, email });
    expect(body.accessToken.split('.')).toHaveLength(3);
    expect(body.refreshToken).toMatch(/^gwr_[\w-]{43}$/);
  });

  it('tells an unknown user from a wrong password neither in its words nor otherwise [W2.S6]', async () => {
    const { email } = await openAccount(api);
    const answers = [
      await login({ email, password: 'a wrong password' }).expect(401),
      await login({ email: aUser().email, password: 'a wrong password' }).expect(401),
    ];
    const [wrong, unknown] = answers.map(({ body, headers }) => ({
      body: { ...body, requestId: '' },
      headers: Object.keys(headers).sort(),
    }));
    expect(wrong).toEqual(unknown);
    expect(wrong?.body).toMatchObject({ status: 401, reason: 'credentials_wrong' });
    expect(answers[0]?.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('answers 400 to what is not JSON and 422 to what is no credentials [W2.S6]', async () => {
    const raw = await api
      .anonymous()
      .post('/api/v1/auth/login')
      .set('content-type', 'application/json')
      .send('{"email":');
    expect(raw.status).toBe(400);
    for (const body of [
      {},
      { email: 'ada@example.com' },
      { email: ['a'], password: {} },
      { email: null, password: 1 },
    ]) {
      const answer = await login(body);
      expect([answer.status, answer.body.reason]).toEqual([422, 'validation_failed']);
    }
  });

  it('is recorded, and so is its failure', async () => {
    const { id, email } = await openAccount(api);
    await login({ email, password: PASSWORD }).expect(200);
    await login({ email, password: 'a wrong password' }).expect(401);
    const events = await api.dataSource.query(
      `SELECT action, details, host(address) AS address FROM audit_events WHERE target_type = 'user' AND target_id = $1 ORDER BY id`,
      [String(id)],
    );
    expect(events).toEqual([
      { action: 'user.registered', details: {}, address: '127.0.0.1' },
      { action: 'sign_in.succeeded', details: { method: 'password' }, address: '127.0.0.1' },
      { action: 'sign_in.failed', details: { reason: 'credentials_wrong' }, address: '127.0.0.1' },
    ]);
  });

  it('leaves no password and no token in the log', async () => {
    const { email, refreshToken } = await openAccount(api);
    const { body } = await login({ email, password: PASSWORD }).expect(200);
    await api.anonymous().post('/api/v1/auth/refresh').send({ refreshToken: body.refreshToken }).expect(200);
    for (const secret of [
      PASSWORD,
      refreshToken,
      body.refreshToken,
      body.accessToken,
      body.accessToken.split('.')[2],
    ])
      expect(api.log.text()).not.toContain(secret);
  });
});

describe('the devices of a user', () => {
  it('are listed with where and when they were used, and can be signed out [W2.I4]', async () => {
    const { email, http } = await openAccount(api);
    const phone = await login({ email, password: PASSWORD, remember: true })
      .set('user-agent', 'Phone/1.0')
      .expect(200);
    const { body } = await http.get('/api/v1/auth/sessions').expect(200);
    expect(body.data).toEqual([
      expect.objectContaining({ current: false, remembered: true, agent: 'Phone/1.0', address: '127.0.0.1' }),
      expect.objectContaining({ current: true, remembered: false }),
    ]);
    await http.delete(`/api/v1/auth/sessions/${body.data[0].id}`).expect(204);
    await http.delete(`/api/v1/auth/sessions/${body.data[0].id}`).expect(404);
    const call = api.anonymous().get('/api/v1/profile');
    await call.set('authorization', `Bearer ${phone.body.accessToken}`).expect(401);
    await http.get('/api/v1/profile').expect(200);
  });

  it('are nobody else’s business', async () => {
    const [ada, eve] = [await openAccount(api), await openAccount(api)];
    const { body } = await ada.http.get('/api/v1/auth/sessions').expect(200);
    await eve.http.delete(`/api/v1/auth/sessions/${body.data[0].id}`).expect(404);
    await ada.http.get('/api/v1/profile').expect(200);
  });

  it('are all signed out at once, those with tokens and those with a session', async () => {
    const { email, http, accessToken, refreshToken } = await openAccount(api);
    const { body } = await login({ email, password: PASSWORD }).expect(200);
    await http.post('/api/v1/auth/logout-all').expect(204);
    for (const token of [accessToken, body.accessToken]) {
      await api.anonymous().get('/api/v1/profile').set('authorization', `Bearer ${token}`).expect(401);
    }
    for (const token of [refreshToken, body.refreshToken]) {
      await api.anonymous().post('/api/v1/auth/refresh').send({ refreshToken: token }).expect(401);
    }
  });
});

describe('signing out', () => {
  it('ends the access token and the refresh family [W2.I4]', async () => {
    const { http, refreshToken } = await openAccount(api);
    await http.post('/api/v1/auth/logout').send({}).expect(204);
    await http.get('/api/v1/profile').expect(401);
    await api.anonymous().post('/api/v1/auth/refresh').send({ refreshToken }).expect(401);
  });

  it('needs no more than the refresh token, and is harmless twice [W2.I4]', async () => {
    const { http, refreshToken } = await openAccount(api);
    await api.anonymous().post('/api/v1/auth/logout').send({ refreshToken }).expect(204);
    await api.anonymous().post('/api/v1/auth/logout').send({ refreshToken }).expect(204);
    await api.anonymous().post('/api/v1/auth/logout').send({ refreshToken: 'gwr_unknown' }).expect(204);
    await http.get('/api/v1/profile').expect(401);
  });
});
