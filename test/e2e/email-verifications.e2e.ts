import { readFileSync } from 'node:fs';
import { aUser, createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { comparable } from '../support/comparable-answer.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLines } from '../support/log-lines.ts';
import { tokenIn } from '../support/mail-link.ts';
import { type CaughtMail, mailsTo } from '../support/mailbox.ts';
import { databaseText, redisText } from '../support/stored-text.ts';
import { startWorker } from '../support/worker.ts';

const SUBJECT = 'Verify your e-mail address';
let api: TestApi;
let workerLog: LogLines;

beforeAll(async () => {
  api = await startApi();
  const settings = { ACCOUNT_MAIL_INTERVAL_MS: '0', PUBLIC_URL: 'https://app.example.com' };
  workerLog = (await startWorker(settings)).log;
});

const verify = (token: string) => api.http().post('/api/v1/auth/verify-email').send({ token });
const resend = (email: string) => api.http().post('/api/v1/auth/verify-email/resend').send({ email });
const linkMails = async (email: string) =>
  (await mailsTo(email)).filter(({ subject }) => subject === SUBJECT);

/** The newest link that was mailed to this address, once there are so many. */
async function mailedToken(email: string, count = 1): Promise<string> {
  const mails = await eventually(async () => {
    const found = await linkMails(email);
    return found.length >= count && found;
  }, 10_000);
  return tokenIn(mails[0] as CaughtMail, 'verify-email');
}

async function verifiedAt(id: number): Promise<Date | null> {
  const [row] = await api.dataSource.query('SELECT email_verified_at FROM users WHERE id = $1', [id]);
  return (row as { email_verified_at: Date | null }).email_verified_at;
}

/** Resolves when the worker has done all that was asked before. */
async function settled(): Promise<void> {
  const last = await createUser(api);
  await resend(last.email).expect(202);
  await mailedToken(last.email);
}

describe('verifying an e-mail address', () => {
  it('works by the link that is mailed to it, once [W2.B2]', async () => {
    const user = await createUser(api, { name: 'Grace <b>Hopper</b>' });
    await resend(user.email.toUpperCase()).expect(202);
    const token = await mailedToken(user.email);
    const [mail] = await linkMails(user.email);
    expect(mail).toMatchObject({
      to: [user.email],
      text: expect.stringContaining(`\nhttps://app.example.com/verify-email#token=${token}\n`),
      html: expect.stringContaining('Grace &lt;b&gt;Hopper&lt;/b&gt;'),
    });
    expect(await verifiedAt(user.id)).toBeNull();
    expect((await verify(token).expect(204)).text).toBe('');
    expect(await verifiedAt(user.id)).toBeInstanceOf(Date);
    const { body } = await verify(token).expect(422);
    expect(body).toMatchObject({ reason: 'token_invalid', errors: [{ field: 'token' }] });
    const events = await api.dataSource.query(
      `SELECT actor_id, target_id FROM audit_events WHERE action = 'email.verified' AND actor_id = $1`,
      [user.id],
    );
    expect(events).toEqual([{ actor_id: user.id, target_id: String(user.id) }]);
  });

  it('works for one of twenty that use the link at once [W2.B2]', async () => {
    const user = await createUser(api);
    await resend(user.email).expect(202);
    const token = await mailedToken(user.email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(token)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([204, ...Array<number>(19).fill(422)]);
  });

  it('works by the newest link only, and by none that is too old [W2.B2]', async () => {
    const user = await createUser(api);
    await resend(user.email).expect(202);
    const first = await mailedToken(user.email);
    await resend(user.email).expect(202);
    const second = await mailedToken(user.email, 2);
    await verify(first).expect(422);
    await api.dataSource.query('UPDATE account_tokens SET expires_at = now() WHERE user_id = $1', [user.id]);
    await verify(second).expect(422);
    expect(await verifiedAt(user.id)).toBeNull();
  });

  it('begins again with another address, for which the old link is worth nothing [W2.B2]', async () => {
    const user = await createUser(api);
    await resend(user.email).expect(202);
    await verify(await mailedToken(user.email)).expect(204);
    const email = `new-${user.email}`;
    await api.dataSource.query('UPDATE users SET email_verified_at = NULL WHERE id = $1', [user.id]);
    await resend(user.email).expect(202);
    const old = await mailedToken(user.email, 2);
    await api.dataSource.query('UPDATE users SET email = $2 WHERE id = $1', [user.id, email]);
    await verify(old).expect(422);
    await resend(email).expect(202);
    await verify(await mailedToken(email)).expect(204);
    expect(await verifiedAt(user.id)).toBeInstanceOf(Date);
  });

  it('leaves the token in no database, no Redis and no log [W2.B2]', async () => {
    const user = await createUser(api);
    await resend(user.email).expect(202);
    const token = await mailedToken(user.email);
    await verify(token).expect(204);
    await verify(token).expect(422);
    const stored = [await databaseText(api), await redisText(), api.log.text(), workerLog.text()];
    expect(stored.map((text) => text.includes(token))).toEqual([false, false, false, false]);
    expect(stored[1]).toContain('email_verification.send');
    expect(stored[3]).toContain('email_verification.send');
  });
});

describe('asking for the link again', () => {
  it('is answered alike whether or not somebody has the address [W2.B2]', async () => {
    const [known, verified, stranger] = [await createUser(api), await createUser(api), aUser()];
    await api.dataSource.query('UPDATE users SET email_verified_at = now() WHERE id = $1', [verified.id]);
    const [first, ...others] = [
      await resend(known.email),
      await resend(verified.email),
      await resend(stranger.email),
    ].map(comparable);
    expect(first).toMatchObject({ status: 202, text: expect.stringContaining('If the address is known') });
    expect(others).toEqual([first, first]);
    await mailedToken(known.email);
    await settled();
    expect([await linkMails(verified.email), await mailsTo(stranger.email)]).toEqual([[], []]);
  });

  it.each([
    ['no address', {}],
    ['something else', { email: 'ada' }],
    ['a list', { email: ['ada@example.com'] }],
    ['a line break', { email: '"a\r\nb"@example.com' }],
  ])('is refused for %s', async (_, body) => {
    const answer = await api.http().post('/api/v1/auth/verify-email/resend').send(body).expect(422);
    expect(answer.body).toMatchObject({ errors: [{ field: 'email' }] });
  });
});

it.each([
  ['no token', {}],
  ['a number', { token: 1 }],
  ['one that is too short', { token: 'x' }],
  ['one that holds NUL', { token: `${'x'.repeat(42)}\0` }],
  ['one of 100 000 characters', { token: 'x'.repeat(100_000) }],
])('an address is not verified by %s', async (_, body) => {
  const answer = await api.http().post('/api/v1/auth/verify-email').send(body).expect(422);
  expect(answer.body).toMatchObject({ errors: [{ field: 'token' }] });
});

describe('the pages that links in mails lead to', () => {
  it.each([
    ['verify-email', '/api/v1/auth/verify-email'],
    ['reset-password', '/api/v1/auth/password/reset'],
  ])('%s runs no code but a file of its own, and tells nobody its address', async (page, url) => {
    const { text, headers } = await api.http().get(`/${page}`).expect(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
    });
    expect(text).toContain(`data-url="${url}"`);
    expect(text).toContain('<script type="module" src="/static/account-link.js"></script>');
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|javascript:/i);
    const script = await api.http().get('/static/account-link.js').expect(200);
    expect(script.headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect(readFileSync('public/account-link.js', 'utf8')).not.toMatch(/innerHTML|eval|document\.write/);
  });
});
