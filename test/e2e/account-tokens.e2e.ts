import { createHash } from 'node:crypto';
import { AccountTokensService } from '../../src/features/account-tokens/account-tokens.service.js';
import { Database } from '../../src/platform/database/database.js';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { databaseText } from '../support/stored-text.ts';

type Purpose = Parameters<AccountTokensService['issue']>[1];
const INVALID = { code: 'invalid', reason: 'token_invalid', errors: [{ field: 'token' }] };
const FIRST = 1;
const AGAIN = 2;
let api: TestApi;
let tokens: AccountTokensService;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  tokens = api.app.get(AccountTokensService, { strict: false });
});

async function issued(
  user: { id: number; email: string },
  purpose: Purpose = 'verify_email',
): Promise<string> {
  const token = await tokens.issue(user, purpose, AGAIN);
  if (token === undefined) throw new Error('no token was issued');
  return token;
}

const use = (purpose: Purpose, token: string) =>
  api.app.get(Database).transaction('test.use', (tx) => tokens.use(tx, purpose, token));

describe('a token of an account', () => {
  it('is random, and says once whose it is', async () => {
    const user = await createUser(api);
    const token = await issued(user);
    expect(token).toMatch(/^[\w-]{43}$/);
    const owner = { userId: user.id, email: user.email, name: user.name };
    expect(await tokens.owner('verify_email', token)).toEqual(owner);
    expect(await use('verify_email', token)).toEqual(owner);
    await expect(use('verify_email', token)).rejects.toMatchObject(INVALID);
    await expect(tokens.owner('verify_email', token)).rejects.toMatchObject(INVALID);
  });

  it('is worth something to one of twenty that use it at once', async () => {
    const token = await issued(await createUser(api));
    const uses = await Promise.allSettled(Array.from({ length: 20 }, () => use('verify_email', token)));
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of uses) if (answer.status === 'rejected') expect(answer.reason).toMatchObject(INVALID);
  });

  it('that was taken back with its transaction can be used again', async () => {
    const token = await issued(await createUser(api));
    const failing = api.app.get(Database).transaction('test.rollback', async (tx) => {
      await tokens.use(tx, 'verify_email', token);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(use('verify_email', token)).resolves.toBeDefined();
  });

  it('serves its purpose and no other', async () => {
    const token = await issued(await createUser(api));
    await expect(use('reset_password', token)).rejects.toMatchObject(INVALID);
    await expect(use('verify_email', token)).resolves.toBeDefined();
  });

  it('expires', async () => {
    const user = await createUser(api);
    const token = await issued(user, 'reset_password');
    const life = await api.dataSource.query(
      `UPDATE account_tokens t SET expires_at = now() FROM account_tokens old WHERE t.user_id = $1 AND old.hash = t.hash
       RETURNING extract(epoch FROM old.expires_at - old.created_at)::int AS seconds`,
      [user.id],
    );
    expect(life[0]).toEqual([{ seconds: 1800 }]);
    await expect(use('reset_password', token)).rejects.toMatchObject(INVALID);
  });

  it('gives way to a newer one of its purpose, and leaves those of others', async () => {
    const user = await createUser(api);
    const [old, other, newer] = [
      await issued(user),
      await issued(user, 'reset_password'),
      await issued(user),
    ];
    await expect(use('verify_email', old)).rejects.toMatchObject(INVALID);
    await expect(use('verify_email', newer)).resolves.toBeDefined();
    await expect(use('reset_password', other)).resolves.toBeDefined();
    await expect(use('verify_email', await issued(user))).resolves.toBeDefined();
  });

  it('is worth nothing once its owner has another address, or is gone', async () => {
    const [moved, gone] = [await createUser(api), await createUser(api)];
    const [sent, lost] = [await issued(moved), await issued(gone)];
    await api.dataSource.query(`UPDATE users SET email = 'moved-' || email WHERE id = $1`, [moved.id]);
    await api.dataSource.query('DELETE FROM users WHERE id = $1', [gone.id]);
    await expect(use('verify_email', sent)).rejects.toMatchObject(INVALID);
    await expect(use('verify_email', lost)).rejects.toMatchObject(INVALID);
  });

  it('is not made twice within a minute, unless a job repeats itself', async () => {
    const user = await createUser(api);
    const first = await tokens.issue(user, 'reset_password', FIRST);
    const requests = Array.from({ length: 5 }, () => tokens.issue(user, 'reset_password', FIRST));
    expect(await Promise.all(requests)).toEqual(Array(5).fill(undefined));
    await expect(tokens.owner('reset_password', first ?? '')).resolves.toMatchObject({ userId: user.id });
    await expect(tokens.issue(user, 'reset_password', AGAIN)).resolves.toMatch(/./);
    const aMinuteAgo = `UPDATE account_tokens SET created_at = now() - interval '61 s' WHERE user_id = $1`;
    await api.dataSource.query(aMinuteAgo, [user.id]);
    await expect(tokens.issue(user, 'reset_password', FIRST)).resolves.toMatch(/./);
  });

  it('is stored as its SHA-256 and not otherwise', async () => {
    const token = await issued(await createUser(api));
    const text = await databaseText(api);
    expect(text).toContain(createHash('sha256').update(token).digest('hex'));
    for (const form of [
      token,
      Buffer.from(token, 'base64url').toString('hex'),
      Buffer.from(token).toString('hex'),
    ])
      expect(text).not.toContain(form);
  });
});
