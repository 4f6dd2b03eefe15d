import { codeOf, earlyInStep } from '../builders/a-second-factor.ts';
import { type Account, openAccount, PASSWORD } from '../builders/an-account.ts';
import { startApi, type TestApi } from '../support/api.ts';

const PATH = '/api/v1/auth/totp';
let api: TestApi;

beforeAll(async () => {
  // The address is that of all tests, and its count another matter.
  api = await startApi({ LOGIN_ADDRESS_ATTEMPTS: '1000' });
});

beforeEach(earlyInStep);

async function enable({ http }: Account): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = (await http.post(PATH).expect(201)).body as { secret: string };
  const { body } = await http
    .put(PATH)
    .send({ code: codeOf(secret, -1) })
    .expect(200);
  return { secret, recoveryCodes: body.recoveryCodes as string[] };
}

describe('signing in to an account with a second factor', () => {
  it('takes the password and a code, each code once, or a recovery code [R5]', async () => {
    const account = await openAccount(api);
    const { secret, recoveryCodes } = await enable(account);
    const signIn = (fields: object) =>
      api
        .anonymous()
        .post('/api/v1/auth/login')
        .send({ email: account.email, password: PASSWORD, ...fields });
    const missing = await signIn({}).expect(401);
    expect(missing.body).toMatchObject({ reason: 'second_factor_required' });
    const code = codeOf(secret);
    const guessed = await signIn({ password: 'something else', totpCode: code }).expect(401);
    expect(guessed.body).toMatchObject({ reason: 'credentials_wrong' });
    const { body } = await signIn({ totpCode: code }).expect(200);
    expect(body).toMatchObject({ accessToken: expect.any(String), user: { id: account.id } });
    const replayed = await signIn({ totpCode: code }).expect(401);
    expect(replayed.body).toMatchObject({ reason: 'second_factor_wrong' });
    await signIn({ recoveryCode: recoveryCodes[0] }).expect(200);
    const log = api.log.text();
    for (const hidden of [secret, recoveryCodes[0], body.accessToken as string])
      expect(log).not.toContain(hidden);
  });
});

describe(PATH, () => {
  it('turns a second factor on and off, and shows secrets in answers that nobody keeps [R5]', async () => {
    const account = await openAccount(api);
    const { http } = account;
    const status = async () => (await http.get(PATH).expect(200)).body as object;
    expect(await status()).toEqual({ enabled: false, recoveryCodesLeft: 0 });

    const started = await http.post(PATH).expect(201);
    expect(started.headers['cache-control']).toBe('no-store');
    const { secret, uri } = started.body as { secret: string; uri: string };
    expect(uri).toContain(`otpauth://totp/Groundwork:${encodeURIComponent(account.email)}?`);
    expect(await status()).toMatchObject({ enabled: false });

    const confirmed = await http
      .put(PATH)
      .send({ code: codeOf(secret, -1) })
      .expect(200);
    expect(confirmed.headers['cache-control']).toBe('no-store');
    expect(confirmed.body.recoveryCodes).toHaveLength(10);
    expect(await status()).toEqual({ enabled: true, enabledAt: expect.any(String), recoveryCodesLeft: 10 });

    const renewed = await http.post(`${PATH}/recovery-codes`).send({ password: PASSWORD }).expect(201);
    expect(renewed.headers['cache-control']).toBe('no-store');
    await http
      .delete(PATH)
      .send({ password: PASSWORD, code: codeOf(secret) })
      .expect(204);
    expect(await status()).toEqual({ enabled: false, recoveryCodesLeft: 0 });
  });

  it('can be turned off with a recovery code, and needs the password as well', async () => {
    const account = await openAccount(api);
    const { recoveryCodes } = await enable(account);
    const [recoveryCode] = recoveryCodes;
    const refused = await account.http.delete(PATH).send({ password: 'x', recoveryCode }).expect(422);
    expect(refused.body).toMatchObject({ reason: 'password_wrong', errors: [{ field: 'password' }] });
    await account.http.delete(PATH).send({ password: PASSWORD, recoveryCode }).expect(204);
  });

  it('answers 409 for what does not fit the state', async () => {
    const account = await openAccount(api);
    const off = { reason: 'second_factor_not_enabled' };
    expect((await account.http.put(PATH).send({ code: '123456' }).expect(409)).body).toMatchObject({
      reason: 'second_factor_not_started',
    });
    const renew = () => account.http.post(`${PATH}/recovery-codes`).send({ password: PASSWORD });
    expect((await renew().expect(409)).body).toMatchObject(off);
    expect(
      (await account.http.delete(PATH).send({ password: PASSWORD, code: '123456' }).expect(409)).body,
    ).toMatchObject(off);
    await enable(account);
    const on = { reason: 'second_factor_enabled' };
    expect((await account.http.post(PATH).expect(409)).body).toMatchObject(on);
    expect((await account.http.put(PATH).send({ code: '123456' }).expect(409)).body).toMatchObject(on);
  });

  it('lets nobody try passwords on it, and leaves the owner their sign-in [W2.H7]', async () => {
    const account = await openAccount(api);
    await enable(account);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const { status } = await account.http
        .post(`${PATH}/recovery-codes`)
        .send({ password: `wrong ${attempt}` });
      statuses.push(status);
    }
    expect(statuses[0]).toBe(422);
    expect(statuses.at(-1)).toBe(429);
    const right = await account.http.post(`${PATH}/recovery-codes`).send({ password: PASSWORD }).expect(429);
    expect(right.body).toMatchObject({ reason: 'too_many_logins' });
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    const other = await openAccount(api);
    await enable(other);
    await other.http.post(`${PATH}/recovery-codes`).send({ password: PASSWORD }).expect(201);
    const credentials = { email: account.email, password: PASSWORD };
    await api
      .anonymous()
      .post('/api/v1/auth/login')
      .send(credentials)
      .expect(({ status }) => expect(status).not.toBe(429));
  });

  it.each([
    ['put', '', 'code', {}],
    ['put', '', 'code', { code: 123456 }],
    ['put', '', 'code', { code: '12345' }],
    ['put', '', 'code', { code: '123456\n' }],
    ['post', '/recovery-codes', 'password', {}],
    ['post', '/recovery-codes', 'password', { password: ['a'] }],
    ['post', '/recovery-codes', 'password', { password: 'a'.repeat(1001) }],
    ['delete', '', 'password', { code: '123456' }],
    ['delete', '', 'code', { password: 'a', code: 'abc' }],
    ['delete', '', 'recoveryCode', { password: 'a', recoveryCode: 7 }],
    ['delete', '', 'secret', { password: 'a', secret: 'b' }],
  ] as const)('refuses by name: %s %s, case %#, for its %s [W8.S4]', async (method, path, field, body) => {
    const { http } = await openAccount(api);
    const answer = await http[method](PATH + path)
      .send(body)
      .expect(422);
    expect(answer.body.errors).toMatchObject([{ field }]);
  });
});
