import { InvitationsService } from '../../src/features/invitations/invitations.service.js';
import { Database } from '../../src/platform/database/database.js';
import { openAccount } from '../builders/an-account.ts';
import { importUser } from '../builders/an-invitation.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { tokenIn } from '../support/mail-link.ts';
import { mailsTo, mailTo } from '../support/mailbox.ts';
import { databaseText, redisText } from '../support/stored-text.ts';
import { startWorker } from '../support/worker.ts';

const PASSWORD = 'seven ravens over the marsh';
let api: TestApi;

beforeAll(async () => {
  api = await startApi({ LOGIN_ADDRESS_ATTEMPTS: '1000' });
  await startWorker({ ACCOUNT_MAIL_INTERVAL_MS: '0', INVITATION_TTL_MS: String(2 * 86_400_000) });
});

const invite = (ids: readonly number[]) => {
  const invitations = api.app.get(InvitationsService, { strict: false });
  return api.app.get(Database).transaction('test.invite', (tx) => invitations.inviteAll(tx, ids));
};
const post = (path: string, body: object) => api.anonymous().post(`/api/v1/${path}`).send(body);
const accept = (token: string, password = PASSWORD) => post('invitations/acceptance', { token, password });
const login = (email: string, password = PASSWORD) => post('auth/login', { email, password });

async function invited() {
  const user = await importUser(api);
  await invite([user.id]);
  return { ...user, token: tokenIn(await mailTo(user.email), 'accept-invitation') };
}

describe('an invitation', () => {
  it('lets who was imported choose a password, verifies the address, and is recorded [W6.B3]', async () => {
    const { id, email, token } = await invited();
    await login(email).expect(401);
    expect((await accept(token).expect(204)).text).toBe('');
    const { body } = await login(email).expect(200);
    expect(body).toMatchObject({ user: { id, emailVerified: true } });
    const sql = 'SELECT action, actor_id FROM audit_events WHERE target_id = $1::text AND action ~ $2';
    expect(await api.dataSource.query(sql, [id, 'invitation'])).toEqual([
      { action: 'invitation.accepted', actor_id: id },
    ]);
  });

  it('is one mail that says how long it is good for, and is stored nowhere [W6.B3]', async () => {
    const { email, token } = await invited();
    const [mail, ...others] = await mailsTo(email);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ subject: expect.stringContaining('Your account'), to: [email] });
    expect(mail?.text).toContain('within 2 days');
    for (const text of [await databaseText(api), await redisText()]) expect(text).not.toContain(token);
  });

  it('works once, also for ten that use it at once, and not after its time', async () => {
    const [first, second] = [await invited(), await invited()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(first.token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(9).fill(422)]);
    await api.dataSource.query('UPDATE account_tokens SET expires_at = now() WHERE user_id = $1', [
      second.id,
    ]);
    expect((await accept(second.token).expect(422)).body).toMatchObject({ reason: 'token_invalid' });
  });

  it('is void when they have chosen a password in another way, and stays when one is refused', async () => {
    const { email, token } = await invited();
    expect((await accept(token, 'qwertyuiop12').expect(422)).body).toMatchObject({
      errors: [{ field: 'password' }],
    });
    await post('auth/password/forgot', { email }).expect(202);
    const reset = await eventually(async () =>
      (await mailsTo(email)).find(({ subject }) => subject === 'Reset your password'),
    );
    const other = { token: tokenIn(reset, 'reset-password'), password: 'another raven over the marsh' };
    await post('auth/password/reset', other).expect(204);
    await accept(token).expect(422);
    await login(email, other.password).expect(200);
  });

  it('goes to nobody who has a password or is gone [W6.B3]', async () => {
    const account = await openAccount(api);
    const [user, gone] = [await importUser(api), await importUser(api)];
    await api.dataSource.query('DELETE FROM users WHERE id = $1', [gone.id]);
    expect(await invite([account.id, user.id, user.id, gone.id])).toBe(2);
    await mailTo(user.email);
    const subjects = (await mailsTo(account.email)).map(({ subject }) => subject);
    expect(subjects).not.toContainEqual(expect.stringContaining('Your account'));
    expect(await invite([])).toBe(0);
  });

  it('waits behind all other mails [W6.B3]', async () => {
    const sql = `SELECT name, priority FROM outbox WHERE data->'payload'->>'userId' = $1`;
    const invitations = api.app.get(InvitationsService, { strict: false });
    const { id } = await importUser(api);
    const rows = await api.app.get(Database).transaction('test.invite', async (tx) => {
      await invitations.inviteAll(tx, [id]);
      return tx.manager.query<unknown[]>(sql, [String(id)]);
    });
    expect(rows).toEqual([{ name: 'invitation.send', priority: 100 }]);
  });
});
