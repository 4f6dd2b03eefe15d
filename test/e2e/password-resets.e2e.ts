import supertest from 'supertest';
import { type Account, openAccount, PASSWORD } from '../builders/an-account.ts';
import { aUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { comparable } from '../support/comparable-answer.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLines } from '../support/log-lines.ts';
import { tokenIn } from '../support/mail-link.ts';
import { type CaughtMail, mailsTo } from '../support/mailbox.ts';
import { databaseText, redisText } from '../support/stored-text.ts';
import { startWorker } from '../support/worker.ts';

const NEW_PASSWORD = 'seven ravens over the marsh';
let api: TestApi;
let workerLog: LogLines;

beforeAll(async () => {
  api = await startApi({ LOGIN_ADDRESS_ATTEMPTS: '1000' });
  workerLog = (await startWorker({ ACCOUNT_MAIL_INTERVAL_MS: '0' })).log;
});

const post = (path: string, body: object) => api.anonymous().post(`/api/v1/auth/${path}`).send(body);
const forgot = (email: string) => post('password/forgot', { email });
const reset = (token: string, password = NEW_PASSWORD) => post('password/reset', { token, password });
const login = (email: string, password: string) => post('login', { email, password });

async function linkMails(email: string) {
  return (await mailsTo(email)).filter(({ subject }) => subject === 'Reset your password');
}

/** The token of the newest link that was mailed to this address, once there are so many. */
async function mailedToken(email: string, count = 1): Promise<string> {
  const [newest] = await eventually(async () => {
    const found = await linkMails(email);
    return found.length >= count && found;
  }, 10_000);
  return tokenIn(newest as CaughtMail, 'reset-password');
}

async function forgottenBy({ email }: Account): Promise<string> {
  const before = (await linkMails(email)).length;
  await forgot(email).expect(202);
  return mailedToken(email, before + 1);
}

describe('resetting a password', () => {
  it('works by the link that is mailed: old password and all sessions end, and the owner is told [W2.B3]', async () => {
    const account = await openAccount(api);
    const { body: other } = await login(account.email, PASSWORD).expect(200);
    await account.http.get('/api/v1/profile').expect(200);
    const token = await forgottenBy(account);
    expect((await reset(token).expect(204)).text).toBe('');

    await login(account.email, PASSWORD).expect(401);
    await account.http.get('/api/v1/profile').expect(401);
    for (const refreshToken of [account.refreshToken, other.refreshToken])
      await post('refresh', { refreshToken }).expect(401);
    await login(account.email, NEW_PASSWORD).expect(200);
    const told = await eventually(async () =>
      (await mailsTo(account.email)).find(({ subject }) => subject === 'Your password was changed'),
    );
    expect(told.text).toContain(`Hello ${account.name},`);
    expect(told.text + told.html).not.toContain(NEW_PASSWORD);
  });

  it('lets an owner in whom the guesses of strangers have locked out', async () => {
    const account = await openAccount(api);
    const stranger = (password: string) =>
      supertest(api.url).post('/api/v1/auth/login').send({ email: account.email, password });
    for (let turn = 0; turn < 6; turn += 1) await stranger('a wrong password');
    await stranger(PASSWORD).expect(429);
    const owner = supertest.agent(api.url);
    const token = await forgottenBy(account);
    await owner.post('/api/v1/auth/password/reset').send({ token, password: NEW_PASSWORD }).expect(204);
    await stranger(NEW_PASSWORD).expect(429);
    await owner.post('/api/v1/auth/login').send({ email: account.email, password: NEW_PASSWORD }).expect(200);
  });

  it('verifies the address, and is in the audit log with what it caused [W2.B3]', async () => {
    const account = await openAccount(api);
    await reset(await forgottenBy(account)).expect(204);
    const [user] = await api.dataSource.query('SELECT email_verified_at FROM users WHERE id = $1', [
      account.id,
    ]);
    expect(user).toEqual({ email_verified_at: expect.any(Date) });
    const events = await api.dataSource.query(
      `SELECT action, actor_id FROM audit_events
       WHERE target_id = $1::text AND action LIKE 'password.%' ORDER BY id`,
      [account.id],
    );
    expect(events).toEqual([
      { action: 'password.reset_requested', actor_id: null },
      { action: 'password.reset', actor_id: account.id },
    ]);
  });

  it('works once, also for twenty that use the link at once [W2.B3]', async () => {
    const token = await forgottenBy(await openAccount(api));
    const answers = await Promise.all(Array.from({ length: 20 }, () => reset(token)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([204, ...Array<number>(19).fill(422)]);
    const { body } = await reset(token).expect(422);
    expect(body).toMatchObject({ reason: 'token_invalid', errors: [{ field: 'token' }] });
  });

  it('works by the newest link only, and by none that is too old [W2.B3]', async () => {
    const account = await openAccount(api);
    const [first, second] = [await forgottenBy(account), await forgottenBy(account)];
    await reset(first).expect(422);
    await api.dataSource.query('UPDATE account_tokens SET expires_at = now() WHERE user_id = $1', [
      account.id,
    ]);
    await reset(second).expect(422);
    await login(account.email, PASSWORD).expect(200);
  });

  it('refuses a bad password and lets the link be used with a better one', async () => {
    const account = await openAccount(api, { name: 'Augusta Ada King-Noel' });
    const token = await forgottenBy(account);
    const bad = [
      'elevenchars',
      'x'.repeat(129),
      'Qwertyuiop12',
      account.email,
      'augusta ada king noel',
      'abcabcabcabc',
    ];
    for (const password of [...bad, `${PASSWORD}\0`, `${PASSWORD}\ud800`, 'x'.repeat(10_000)]) {
      const { body } = await reset(token, password).expect(422);
      expect(body).toMatchObject({ errors: [{ field: 'password' }] });
      expect(JSON.stringify(body)).not.toContain(password);
    }
    await reset(token).expect(204);
  });

  it('leaves neither token nor password in a database, a Redis or a log [W2.B3]', async () => {
    const account = await openAccount(api);
    const token = await forgottenBy(account);
    const password = 'nobody may ever read this one';
    await reset(token, password).expect(204);
    await reset(token, password).expect(422);
    await login(account.email, password).expect(200);
    for (const text of [await databaseText(api), await redisText(), api.log.text(), workerLog.text()]) {
      expect(text).toMatch(/password_reset\.send|password\/reset|password\.reset/);
      expect(text.includes(token) || text.includes(password)).toBe(false);
    }
  });
});

describe('asking for the link', () => {
  it('is answered alike, and as fast, whether or not somebody has the address [W2.B3]', async () => {
    const { email } = await openAccount(api);
    const stranger = aUser().email;
    const done = () =>
      workerLog.of('job completed').filter(({ job }) => job === 'password_reset.send').length;
    const before = done();
    expect(comparable(await forgot(stranger))).toEqual(comparable(await forgot(email)));
    const times: Record<string, number[]> = { known: [], unknown: [] };
    const pair = Object.entries({ known: email, unknown: stranger });
    // The worker of this test shares our processor, so what comes after whom must be the same for both.
    for (let turn = 0; turn < 20; turn += 1)
      for (const [who, address] of turn % 2 === 0 ? pair : pair.toReversed()) {
        const startedAt = performance.now();
        await forgot(address).expect(202);
        times[who]?.push(performance.now() - startedAt);
      }
    const ratio = median(times.known) / median(times.unknown);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
    await eventually(() => done() === before + 42, 10_000);
    expect((await linkMails(email)).length).toBeGreaterThan(0);
    expect(await mailsTo(stranger)).toEqual([]);
  });

  it.each([
    ['no address', {}],
    ['something else', { email: 'ada' }],
    ['an object', { email: { $ne: '' } }],
    ['100 000 characters', { email: `${'x'.repeat(100_000)}@example.com` }],
  ])('is refused for %s', async (_, body) => {
    const answer = await post('password/forgot', body).expect(422);
    expect(answer.body).toMatchObject({ errors: [{ field: 'email' }] });
  });
});

function median(times: number[] = []): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
