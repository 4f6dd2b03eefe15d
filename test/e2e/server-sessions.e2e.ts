import { createClient } from 'redis';
import supertest from 'supertest';
import { openAccount, PASSWORD } from '../builders/an-account.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { linkTo } from '../support/link.ts';
import { endProcesses, launch } from '../support/processes.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(endProcesses);

async function signedIn(url = api.url, remember = false) {
  const account = await openAccount(api);
  const agent = supertest.agent(url);
  const answer = await agent
    .post('/api/v1/session')
    .send({ email: account.email, password: PASSWORD, remember })
    .expect(201);
  return { account, agent, answer, csrf: answer.body.csrfToken as string };
}

/** As if the last use of every session had been a while ago. */
async function forgetUse(): Promise<void> {
  const { REDIS_CACHE_URL: url = '' } = await workerEnvironment();
  const redis = await createClient({ url }).connect();
  for (const key of await redis.keys('session:*')) {
    const session = JSON.parse((await redis.get(key)) ?? '{}');
    await redis.set(key, JSON.stringify({ ...session, seenAt: 0 }), { expiration: 'KEEPTTL' });
  }
  redis.destroy();
}

const expiryOf = async (userId: number, kind = 'server'): Promise<number> => {
  const [row] = await api.dataSource.query(
    'SELECT expires_at FROM sessions WHERE user_id = $1 AND kind = $2 ORDER BY created_at DESC LIMIT 1',
    [userId, kind],
  );
  return (row.expires_at.getTime() - Date.now()) / 86_400_000;
};

const sidOf = (answer: supertest.Response) =>
  answer.get('Set-Cookie')?.find((cookie) => cookie.startsWith('sid=')) ?? '';

describe('a session that the server keeps', () => {
  it('is started by a password and shows who is signed in [W2.I1] [W2.I2] [W2.I3]', async () => {
    const { account, agent, answer } = await signedIn();
    expect(sidOf(answer)).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const { body } = await agent.get('/api/v1/profile').expect(200);
    expect(body).toMatchObject({ id: account.id, email: account.email });
  });

  it('lives in Redis and outlives the process [W2.B5]', async () => {
    const first = await launch('api');
    const { address } = await first.line('listening');
    const { agent, account } = await signedIn(address as string);
    first.signal('SIGKILL');
    await first.exit();
    const { host } = new URL(address as string);
    const second = await launch('api', { PORT: host.split(':')[1] ?? '0' });
    await second.line('listening');
    const { body } = await agent.get('/api/v1/profile').expect(200);
    expect(body.id).toBe(account.id);
  }, 60_000);

  it('gets a new name at sign-in, whatever name came along', async () => {
    const { answer, agent, account } = await signedIn();
    const planted = sidOf(answer).split(';')[0] ?? '';
    const again = await supertest(api.url)
      .post('/api/v1/session')
      .set('cookie', planted)
      .send({ email: account.email, password: PASSWORD })
      .expect(201);
    expect(sidOf(again).split(';')[0]).not.toBe(planted);
    await agent.get('/api/v1/profile').expect(401);
  });

  it('needs a CSRF token for whatever changes something [W8.H7]', async () => {
    const { agent, csrf } = await signedIn();
    await agent.patch('/api/v1/profile').send({ name: 'Countess' }).expect(403);
    await agent.patch('/api/v1/profile').set('x-csrf-token', csrf).send({ name: 'Countess' }).expect(200);
  });

  it('ends when its user signs out, and its cookie is worth nothing then [W2.I4]', async () => {
    const { agent, answer, csrf } = await signedIn();
    const cookie = sidOf(answer).split(';')[0] ?? '';
    await agent.delete('/api/v1/session').expect(403);
    const ended = await agent.delete('/api/v1/session').set('x-csrf-token', csrf).expect(204);
    expect(sidOf(ended)).toMatch(/^sid=;/);
    await supertest(api.url).get('/api/v1/profile').set('cookie', cookie).expect(401);
  });

  it('is listed among the devices, and ends from another one at once', async () => {
    const { agent, account } = await signedIn();
    const { body } = await account.http.get('/api/v1/auth/sessions').expect(200);
    const session = body.data.find(({ kind }: { kind: string }) => kind === 'server');
    await agent.get('/api/v1/profile').expect(200);
    await account.http.delete(`/api/v1/auth/sessions/${session.id}`).expect(204);
    await agent.get('/api/v1/profile').expect(401);
  });

  it('is remembered for longer where its user asked for it [W2.B1]', async () => {
    expect(sidOf((await signedIn()).answer)).not.toContain('Expires');
    const expires = /Expires=([^;]+)/.exec(sidOf((await signedIn(api.url, true)).answer))?.[1] ?? '';
    expect((Date.parse(expires) - Date.now()) / 86_400_000).toBeCloseTo(30, 1);
  });

  it('that is not remembered stays one of the browser’s own, however long it is used', async () => {
    const { agent } = await signedIn();
    await forgetUse();
    const used = await agent.get('/api/v1/profile').expect(200);
    expect(sidOf(used)).toMatch(/^sid=/);
    expect(sidOf(used)).not.toContain('Expires');
  });

  it('moves on with each use, and not beyond the limit [W2.B1]', async () => {
    const { agent, account } = await signedIn(api.url, true);
    const age = (days: number) =>
      api.dataSource.query(
        `UPDATE sessions SET created_at = now() - $2 * interval '1 day', expires_at = now() + interval '1 hour'
         WHERE user_id = $1`,
        [account.id, days],
      );
    await age(10);
    await forgetUse();
    await agent.get('/api/v1/profile').expect(200);
    expect(await expiryOf(account.id)).toBeCloseTo(30, 1);
    await age(80);
    await forgetUse();
    await agent.get('/api/v1/profile').expect(200);
    expect(await expiryOf(account.id)).toBeCloseTo(10, 1);
  });

  it('with a forged name is nobody’s', async () => {
    const { answer } = await signedIn();
    const forged = (sidOf(answer).split(';')[0] ?? '').replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    await supertest(api.url).get('/api/v1/profile').set('cookie', forged).expect(401);
  });

  it('while Redis is away is neither believed nor forgotten, and what is open stays open', async () => {
    const link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
    try {
      const apart = await startApi({ REDIS_CACHE_URL: link.url });
      const { agent, account } = await signedIn(apart.url);
      await link.cut();
      const { body } = await agent.get('/api/v1/profile').expect(503);
      expect(body.reason).toBe('session_store_unavailable');
      await agent.get('/api/v1/posts').expect(200);
      const login = await supertest(apart.url)
        .post('/api/v1/session')
        .send({ email: account.email, password: PASSWORD });
      expect([login.status, login.body.reason]).toEqual([503, 'session_store_unavailable']);
      // Nobody sees a device in their list that they never got.
      const { body: devices } = await account.http.get('/api/v1/auth/sessions').expect(200);
      expect(devices.data.filter(({ kind }: { kind: string }) => kind === 'server')).toHaveLength(1);
      await link.mend();
      const deadline = Date.now() + 10_000;
      while ((await agent.get('/api/v1/profile')).status !== 200 && Date.now() < deadline);
      expect((await agent.get('/api/v1/profile').expect(200)).body.id).toBe(account.id);
    } finally {
      await link.cut();
    }
  }, 60_000);
});
