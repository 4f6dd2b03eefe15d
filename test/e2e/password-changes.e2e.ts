import { randomUUID } from 'node:crypto';
import { AccountTokensService } from '../../src/features/account-tokens/account-tokens.service.js';
import { openAccount, PASSWORD } from '../builders/an-account.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { mailsTo } from '../support/mailbox.ts';
import { startWorker } from '../support/worker.ts';

const NEW_PASSWORD = 'seven ravens over the marsh';
const CHANGE = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
let api: TestApi;

beforeAll(async () => {
  api = await startApi({ LOGIN_ADDRESS_ATTEMPTS: '1000' });
  await startWorker();
});

const post = (path: string, body: object) => api.anonymous().post(`/api/v1/auth/${path}`).send(body);
const login = (email: string, password: string) => post('login', { email, password });

describe("changing one's password", () => {
  it('ends the other sessions and the old password, keeps this session, and tells the owner', async () => {
    const account = await openAccount(api);
    const { body: other } = await login(account.email, PASSWORD).expect(200);
    await account.http.put('/api/v1/auth/password').send(CHANGE).expect(204);

    await account.http.get('/api/v1/profile').expect(200);
    await post('refresh', { refreshToken: account.refreshToken }).expect(200);
    await post('refresh', { refreshToken: other.refreshToken }).expect(401);
    await login(account.email, PASSWORD).expect(401);
    await login(account.email, NEW_PASSWORD).expect(200);
    await eventually(async () =>
      (await mailsTo(account.email)).find(({ subject }) => subject === 'Your password was changed'),
    );
    const events = await api.dataSource.query(
      `SELECT actor_id FROM audit_events WHERE action = 'password.changed' AND target_id = $1::text`,
      [account.id],
    );
    expect(events).toEqual([{ actor_id: account.id }]);
  });

  it('voids a link that would reset it', async () => {
    const account = await openAccount(api);
    const tokens = api.app.get(AccountTokensService, { strict: false });
    const token = await tokens.issue(account, 'reset_password', 1);
    await account.http.put('/api/v1/auth/password').send(CHANGE).expect(204);
    const { body } = await post('password/reset', { token, password: 'an attacker chose this' }).expect(422);
    expect(body).toMatchObject({ reason: 'token_invalid' });
    await login(account.email, NEW_PASSWORD).expect(200);
  });

  it('takes the current password, which cannot be guessed without end', async () => {
    const account = await openAccount(api);
    const guess = () =>
      account.http.put('/api/v1/auth/password').send({ ...CHANGE, currentPassword: randomUUID() });
    for (let turn = 0; turn < 5; turn += 1) {
      const { body } = await guess().expect(422);
      expect(body).toMatchObject({ reason: 'password_wrong', errors: [{ field: 'currentPassword' }] });
    }
    await guess().expect(429);
    await login(account.email, PASSWORD).expect(200);
  });

  it.each([
    ['too short', 'elevenchars', 'password_too_short'],
    ['too long', 'x'.repeat(129), 'password_too_long'],
    ['among the commonest', 'PASSWORD1234', 'password_common'],
    ['a few characters over and over', '🐴🔋🐴🔋🐴🔋🐴🔋🐴🔋🐴🔋', 'password_common'],
    ['no text', `${NEW_PASSWORD}\u0007`, 'password_not_text'],
    ['the name', 'ada-lovelace', 'password_personal'],
  ])('refuses one that is %s', async (_, newPassword, code) => {
    const account = await openAccount(api);
    const change = { ...CHANGE, newPassword };
    const { body } = await account.http.put('/api/v1/auth/password').send(change).expect(422);
    expect(body).toMatchObject({ reason: 'password_refused', errors: [{ field: 'newPassword', code }] });
  });

  it('is for who is signed in', async () => {
    await api.anonymous().put('/api/v1/auth/password').send(CHANGE).expect(401);
  });
});
