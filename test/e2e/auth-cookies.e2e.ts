import supertest from 'supertest';
import { aUser } from '../builders/a-user.ts';
import { openAccount, PASSWORD } from '../builders/an-account.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

/** A browser: it keeps cookies and has nothing else. */
async function browser(remember = false) {
  const account = { ...aUser(), password: PASSWORD, delivery: 'cookie', remember };
  const agent = supertest.agent(api.url);
  const answer = await agent.post('/api/v1/auth/register').send(account).expect(201);
  return { agent, answer, csrf: answer.body.csrfToken as string, email: account.email };
}

const cookieOf = (answer: supertest.Response, name: string) =>
  answer.get('Set-Cookie')?.find((cookie) => cookie.startsWith(`${name}=`));

describe('signed in by cookies', () => {
  it('a browser gets its tokens where scripts cannot read them [W2.H3]', async () => {
    const { agent, answer } = await browser();
    expect(answer.body).not.toHaveProperty('accessToken');
    expect(answer.body).not.toHaveProperty('refreshToken');
    for (const name of ['access', 'refresh', 'csrf']) {
      expect(cookieOf(answer, name)).toMatch(/; HttpOnly; SameSite=Strict$/);
      expect(cookieOf(answer, name)).toContain('; Path=/;');
    }
    await agent.get('/api/v1/profile').expect(200);
  });

  it('in production they are for this host and HTTPS only [W2.H3]', async () => {
    const production = await startApi({
      NODE_ENV: 'production',
      CONSISTENCY_TOKEN_SECRET: 'a secret of sixteen',
      PUBLIC_URL: 'https://groundwork.example',
    });
    const account = { ...aUser(), password: PASSWORD, delivery: 'cookie' };
    const answer = await production.anonymous().post('/api/v1/auth/register').send(account).expect(201);
    for (const name of ['__Host-access', '__Host-refresh', '__Host-csrf']) {
      expect(cookieOf(answer, name)).toMatch(/Path=\/; HttpOnly; Secure; SameSite=Strict$/);
      expect(cookieOf(answer, name)).not.toContain('Domain');
    }
  });

  it('remembers only who asked for it [W2.B1]', async () => {
    expect(cookieOf((await browser(false)).answer, 'refresh')).not.toContain('Max-Age');
    const remembered = /Max-Age=(\d+)/.exec(cookieOf((await browser(true)).answer, 'refresh') ?? '')?.[1];
    expect(Number(remembered) / 86_400).toBeCloseTo(30, 1);
  });

  it('refuses a change without the CSRF token, or with another’s [W8.H7]', async () => {
    const { agent, csrf } = await browser();
    const other = await browser();
    const change = () => agent.patch('/api/v1/profile').send({ name: 'Countess' });
    for (const attempt of [
      change(),
      change().set('x-csrf-token', ''),
      change().set('x-csrf-token', other.csrf),
    ]) {
      const { body } = await attempt.expect(403);
      expect(body).toMatchObject({ reason: 'csrf_token_wrong', errors: [{ field: 'x-csrf-token' }] });
    }
    expect((await agent.get('/api/v1/profile')).body.name).toBe('Ada Lovelace');
    const { body } = await change().set('x-csrf-token', csrf).expect(200);
    expect(body.name).toBe('Countess');
  });

  it('asks no CSRF token of who sends the access token themselves [W8.H7]', async () => {
    const { http } = await openAccount(api);
    await http.patch('/api/v1/profile').send({ name: 'Countess' }).expect(200);
  });

  it('gives a page that was loaded anew a token [W8.H7]', async () => {
    const { agent } = await browser();
    const { body, headers } = await agent.get('/api/v1/session/csrf').expect(200);
    expect(headers['cache-control']).toBe('no-store');
    await agent
      .patch('/api/v1/profile')
      .set('x-csrf-token', body.csrfToken)
      .send({ name: 'Countess' })
      .expect(200);
  });

  it('refreshes by cookie, with the CSRF token, and gets no token in the body', async () => {
    const { agent, csrf } = await browser();
    await agent.post('/api/v1/auth/refresh').send({}).expect(403);
    const answer = await agent.post('/api/v1/auth/refresh').set('x-csrf-token', csrf).send({}).expect(200);
    expect(answer.body).not.toHaveProperty('refreshToken');
    expect(cookieOf(answer, 'refresh')).toBeDefined();
    await agent.get('/api/v1/profile').expect(200);
  });

  it('signs out with the CSRF token, and the browser forgets', async () => {
    const { agent, csrf } = await browser();
    await agent.post('/api/v1/auth/logout').send({}).expect(403);
    const answer = await agent.post('/api/v1/auth/logout').set('x-csrf-token', csrf).send({}).expect(204);
    for (const name of ['access', 'refresh'])
      expect(cookieOf(answer, name)).toMatch(/^\w+=;.*Expires=Thu, 01 Jan 1970/);
    await agent.get('/api/v1/profile').expect(401);
  });
});
