import { randomUUID } from 'node:crypto';
import { createClient } from 'redis';
import { CLIENT, type IdentityProvider, PUBLIC_URL, startProvider } from '../oidc/identity-provider.ts';
import { Visitor } from '../oidc/visitor.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { type Link, linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let provider: IdentityProvider;
let redis: Link;
let api: TestApi;
let login: string;

beforeAll(async () => {
  provider = await startProvider();
  redis = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
  api = await startApi(configuration());
});

beforeEach(() => {
  login = randomUUID();
  provider.people[login] = { email: `${login}@example.com`, email_verified: true };
  delete provider.tamper;
  provider.delayMs = 0;
});

afterAll(async () => {
  await redis.cut();
  await provider.stop();
});

const configuration = () => ({
  PUBLIC_URL,
  REDIS_CACHE_URL: redis.url,
  OIDC_ISSUER_URL: provider.url,
  OIDC_CLIENT_ID: CLIENT.id,
  OIDC_CLIENT_SECRET: CLIENT.secret,
  OIDC_TIMEOUT_MS: '9000',
});

async function refusalOf(answer: Response): Promise<[number, string]> {
  const text = await answer.text();
  expect(text).not.toContain(CLIENT.secret);
  expect(answer.headers.getSetCookie().join()).not.toMatch(/access=\w|refresh=\w/);
  return [answer.status, (JSON.parse(text) as { reason: string }).reason];
}

describe('the way to the provider', () => {
  it('carries state, nonce and a PKCE challenge, new each time [R5]', async () => {
    const [one, other] = [await new Visitor(api.url).begin(), await new Visitor(api.url).begin()];
    expect(Object.fromEntries(one.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT.id,
      scope: 'openid email profile',
      redirect_uri: `${PUBLIC_URL}/api/v1/auth/oidc/callback`,
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one.searchParams.get(name)).not.toBe(other.searchParams.get(name));
    }
    expect(one.href).not.toContain(encodeURIComponent(CLIENT.secret));
  });

  it('leaves the browser a short-lived cookie that scripts cannot read [R5]', async () => {
    const answer = await fetch(`${api.url}/api/v1/auth/oidc`, { redirect: 'manual' });
    const cookie = answer.headers.getSetCookie().find((each) => each.startsWith('oidc='));
    expect(cookie).toMatch(/^oidc=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('who comes back from the provider', () => {
  it('has to bring the state that was given out [R5]', async () => {
    const visitor = new Visitor(api.url);
    const back = await visitor.atProvider(await visitor.begin(), login);
    back.searchParams.set('state', 'x'.repeat(43));
    expect(await refusalOf(await visitor.get(back))).toEqual([400, 'oidc_state_wrong']);
  });

  it('has to be the browser that left [R5]', async () => {
    const victim = new Visitor(api.url);
    const back = await victim.atProvider(await victim.begin(), login);
    expect(await refusalOf(await new Visitor(api.url).get(back))).toEqual([400, 'oidc_flow_unknown']);
    const other = new Visitor(api.url);
    await other.begin();
    expect(await refusalOf(await other.get(back))).toEqual([400, 'oidc_state_wrong']);
  });

  it('comes back once [R5]', async () => {
    const visitor = new Visitor(api.url);
    const back = await visitor.atProvider(await visitor.begin(), login);
    const twin = visitor.twin();
    expect((await visitor.get(back)).status).toBe(302);
    for (const again of [visitor, twin])
      expect(await refusalOf(await again.get(back))).toEqual([400, 'oidc_flow_unknown']);
  });

  it('cannot use a code of another sign-in, used or not [R5]', async () => {
    const visitor = new Visitor(api.url);
    const used = await visitor.atProvider(await visitor.begin(), login);
    expect((await visitor.get(used)).status).toBe(302);
    const unused = await visitor.atProvider(await visitor.begin(), login);
    for (const other of [used, unused]) {
      const back = await visitor.atProvider(await visitor.begin(), login);
      back.searchParams.set('code', other.searchParams.get('code') ?? '');
      expect(await refusalOf(await visitor.get(back))).toEqual([401, 'oidc_code_refused']);
    }
  });

  it('has ten minutes [R5]', async () => {
    const visitor = new Visitor(api.url);
    const back = await visitor.atProvider(await visitor.begin(), login);
    const client = await createClient({ url: redis.url }).connect();
    const flows = await client.keys('oidc:flow:*');
    const lives = await Promise.all(flows.map((flow) => client.ttl(flow)));
    expect(Math.max(...lives)).toBeGreaterThan(590);
    expect(Math.max(...lives)).toBeLessThanOrEqual(600);
    await Promise.all(flows.map((flow) => client.expire(flow, 0)));
    client.destroy();
    expect(await refusalOf(await visitor.get(back))).toEqual([400, 'oidc_flow_unknown']);
  });

  it.each([
    ['a challenge that is not of our verifier', 'code_challenge', 'oidc_code_refused'],
    ['a nonce that is not ours', 'nonce', 'oidc_token_refused'],
  ])('is refused after %s [R5]', async (_, parameter, reason) => {
    const answer = await new Visitor(api.url).signIn(login, (url) =>
      url.searchParams.set(parameter, 'x'.repeat(43)),
    );
    expect(await refusalOf(answer)).toEqual([401, reason]);
  });

  it('may have been refused by the provider [R5]', async () => {
    const visitor = new Visitor(api.url);
    const state = (await visitor.begin()).searchParams.get('state');
    const query = `error=access_denied&error_description=hunter2&state=${state}&iss=${encodeURIComponent(provider.url)}`;
    const answer = await visitor.get(new URL(`${PUBLIC_URL}/api/v1/auth/oidc/callback?${query}`));
    expect(await refusalOf(answer)).toEqual([401, 'oidc_denied']);
  });

  it('may not bring the answer of another provider [R5]', async () => {
    const visitor = new Visitor(api.url);
    const back = await visitor.atProvider(await visitor.begin(), login);
    back.searchParams.set('iss', 'https://evil.example');
    expect(await refusalOf(await visitor.get(back))).toEqual([401, 'oidc_token_refused']);
  });
});

describe('an ID token', () => {
  it.each([
    ['of another issuer', { claims: (claims: object) => ({ ...claims, iss: 'https://evil.example' }) }],
    ['for another client', { claims: (claims: object) => ({ ...claims, aud: 'somebody else' }) }],
    ['for two clients', { claims: (claims: object) => ({ ...claims, aud: [CLIENT.id, 'other'] }) }],
    ['with another nonce', { claims: (claims: object) => ({ ...claims, nonce: 'another' }) }],
    [
      'that has expired',
      { claims: (claims: object) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 60 }) },
    ],
    ['with the signature of another key', { foreignKey: true }],
  ])('%s is refused [R5]', async (_, tamper) => {
    const visitor = new Visitor(api.url);
    const back = await visitor.atProvider(await visitor.begin(), login);
    provider.tamper = tamper;
    expect(await refusalOf(await visitor.get(back))).toEqual([401, 'oidc_token_refused']);
    expect(api.log.text()).not.toContain(CLIENT.secret);
  });

  it('is accepted when only what does not matter was added [R5]', async () => {
    provider.tamper = { claims: (claims) => ({ ...claims, colour: 'green' }) };
    expect((await new Visitor(api.url).signIn(login)).status).toBe(302);
  });
});

describe('a provider that is away', () => {
  it('means 503 until it is back [R5]', async () => {
    const fresh = await startApi(configuration());
    await provider.stop();
    const answer = await fetch(`${fresh.url}/api/v1/auth/oidc`, { redirect: 'manual' });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await refusalOf(answer)).toEqual([503, 'oidc_unavailable']);
    await provider.start();
    expect((await new Visitor(fresh.url).signIn(login)).status).toBe(302);
  });

  it('means 503 for who is on the way back [R5]', async () => {
    const visitor = new Visitor(api.url);
    const back = await visitor.atProvider(await visitor.begin(), login);
    await provider.stop();
    const answer = await visitor.get(back);
    await provider.start();
    expect(await refusalOf(answer)).toEqual([503, 'oidc_unavailable']);
  });

  it('or slow is not waited for [R5]', async () => {
    const fresh = await startApi({ ...configuration(), OIDC_TIMEOUT_MS: '300' });
    provider.delayMs = 6000;
    const started = Date.now();
    const answer = await fetch(`${fresh.url}/api/v1/auth/oidc`, { redirect: 'manual' });
    expect(await refusalOf(answer)).toEqual([503, 'oidc_unavailable']);
    expect(Date.now() - started).toBeLessThan(5500);
  });

  it('is not asked when Redis is, which keeps what was begun [R5]', async () => {
    await redis.cut();
    const answer = await fetch(`${api.url}/api/v1/auth/oidc`, { redirect: 'manual' });
    await redis.mend();
    expect(await refusalOf(answer)).toEqual([503, 'oidc_unavailable']);
  });
});
