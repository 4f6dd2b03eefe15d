import { openAccount } from '../builders/an-account.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

const refresh = (refreshToken: string, at = api) =>
  at.anonymous().post('/api/v1/auth/refresh').send({ refreshToken });

const profile = (accessToken: string) =>
  api.anonymous().get('/api/v1/profile').set('authorization', `Bearer ${accessToken}`);

/** Sessions of a user that run, and how many refresh tokens of theirs could be used. */
async function alive(userId: number): Promise<{ sessions: number; usable: number }> {
  const [row] = await api.dataSource.query(
    `SELECT count(DISTINCT s.id)::int AS sessions, count(t.hash)::int AS usable
     FROM sessions s LEFT JOIN refresh_tokens t ON t.session_id = s.id AND t.used_at IS NULL
     WHERE s.user_id = $1 AND s.ended_at IS NULL`,
    [userId],
  );
  return row;
}

/** As if the token had been used this long ago. */
async function usedAgo(userId: number, interval: string): Promise<void> {
  await api.dataSource.query(
    `UPDATE refresh_tokens SET used_at = used_at - $2::interval
     WHERE used_at IS NOT NULL AND session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
    [userId, interval],
  );
}

describe('refreshing', () => {
  it('exchanges the token for a new pair and moves the session on [W2.H2]', async () => {
    const { id, refreshToken } = await openAccount(api);
    await api.dataSource.query(
      `UPDATE sessions SET expires_at = now() + interval '1 minute' WHERE user_id = $1`,
      [id],
    );
    const { body, headers } = await refresh(refreshToken).expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.refreshToken).not.toBe(refreshToken);
    expect(Date.parse(body.refreshExpiresAt) - Date.now()).toBeGreaterThan(86_000_000);
    await profile(body.accessToken).expect(200);
    const next = await refresh(body.refreshToken).expect(200);
    expect(next.body.refreshToken).not.toBe(body.refreshToken);
    expect(await alive(id)).toEqual({ sessions: 1, usable: 1 });
  });

  it('keeps no token as it is', async () => {
    const { refreshToken } = await openAccount(api);
    const { body } = await refresh(refreshToken).expect(200);
    const rows = await api.dataSource.query('SELECT t::text AS row FROM refresh_tokens t');
    const kept = JSON.stringify(rows);
    for (const token of [refreshToken, body.refreshToken]) {
      expect(kept).not.toContain(token);
      expect(kept).not.toContain(Buffer.from(token).toString('hex'));
    }
  });

  it('with one token a hundred times at once gives all the same successor, and one session lives on [W2.H2]', async () => {
    const other = await startApi();
    const { id, refreshToken } = await openAccount(api);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => refresh(refreshToken, index % 2 === 0 ? api : other)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const successors = new Set(answers.map(({ body }) => body.refreshToken));
    expect(successors.size).toBe(1);
    expect(await alive(id)).toEqual({ sessions: 1, usable: 1 });
    for (const { body } of answers.slice(0, 3)) await profile(body.accessToken).expect(200);
    await refresh([...successors][0] as string).expect(200);
    expect(await alive(id)).toEqual({ sessions: 1, usable: 1 });
  }, 60_000);

  it('with a token that was used before ends the session, for the thief and the owner [W2.H2]', async () => {
    const { id, refreshToken } = await openAccount(api);
    const { body } = await refresh(refreshToken).expect(200);
    await usedAgo(id, '11 seconds');
    const stolen = await refresh(refreshToken).expect(401);
    expect(stolen.body.reason).toBe('refresh_token_reused');
    expect(await alive(id)).toEqual({ sessions: 0, usable: 0 });
    expect((await refresh(body.refreshToken).expect(401)).body.reason).toBe('refresh_token_invalid');
    await profile(body.accessToken).expect(401);
    const events = await api.dataSource.query(
      `SELECT actor_id, target_type FROM audit_events WHERE action = 'session.refresh_reused' AND actor_id = $1`,
      [id],
    );
    expect(events).toEqual([{ actor_id: id, target_type: 'session' }]);
  });

  it('leaves the other devices of the user alone when one token is reused', async () => {
    const account = await openAccount(api);
    const { email, password, id } = account;
    const other = await api.anonymous().post('/api/v1/auth/login').send({ email, password }).expect(200);
    await refresh(account.refreshToken).expect(200);
    await usedAgo(id, '11 seconds');
    await refresh(account.refreshToken).expect(401);
    await refresh(other.body.refreshToken).expect(200);
    await profile(other.body.accessToken).expect(200);
  });

  it('refuses a token that was never issued, or whose session is over', async () => {
    const { id, refreshToken } = await openAccount(api);
    expect((await refresh('gwr_never').expect(401)).body.reason).toBe('refresh_token_invalid');
    expect((await api.anonymous().post('/api/v1/auth/refresh').send({}).expect(401)).body.reason).toBe(
      'refresh_token_missing',
    );
    await api.dataSource.query(
      `UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = $1`,
      [id],
    );
    expect((await refresh(refreshToken).expect(401)).body.reason).toBe('refresh_token_invalid');
  });

  it('lasts longer on a device that is remembered, and no longer than the limit [W2.B1]', async () => {
    const day = 86_400_000;
    const expiry = async (remember: boolean) => {
      const { refreshToken } = await openAccount(api, { remember });
      const { body } = await refresh(refreshToken).expect(200);
      return (Date.parse(body.refreshExpiresAt) - Date.now()) / day;
    };
    expect(await expiry(false)).toBeCloseTo(1, 1);
    expect(await expiry(true)).toBeCloseTo(30, 1);
    const { id, refreshToken } = await openAccount(api, { remember: true });
    await api.dataSource.query(
      `UPDATE sessions SET created_at = now() - interval '80 days' WHERE user_id = $1`,
      [id],
    );
    const { body } = await refresh(refreshToken).expect(200);
    expect((Date.parse(body.refreshExpiresAt) - Date.now()) / day).toBeCloseTo(10, 1);
  });

  it('carries the role as it is now', async () => {
    const { id, refreshToken } = await openAccount(api);
    await api.dataSource.query(`UPDATE users SET role = 'moderator' WHERE id = $1`, [id]);
    const { body } = await refresh(refreshToken).expect(200);
    const claims = JSON.parse(Buffer.from(body.accessToken.split('.')[1], 'base64url').toString());
    expect(claims.role).toBe('moderator');
  });
});
