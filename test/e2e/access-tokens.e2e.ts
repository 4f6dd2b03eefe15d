import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { newSigningKey } from '../../src/config/signing-keys.js';
import { openAccount } from '../builders/an-account.ts';
import { accessTokenOf } from '../support/access-token.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { linkTo } from '../support/link.ts';
import { TEST_SECRETS } from '../support/secrets.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

const profile = (token: string, at = api) =>
  at.anonymous().get('/api/v1/profile').set('authorization', `Bearer ${token}`);

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** The token with another header and signature, as attackers make them. */
function resigned(token: string, header: object, by: (data: string) => string): string {
  const data = `${encoded(header)}.${token.split('.')[1]}`;
  return `${data}.${by(data)}`;
}

describe('an access token', () => {
  it('opens what needs a sign-in, which is closed without it [W2.I3] [W2.I7]', async () => {
    const { http } = await openAccount(api);
    await http.get('/api/v1/profile').expect(200);
    const { body, headers } = await api.anonymous().get('/api/v1/profile').expect(401);
    expect(body.reason).toBe('unauthenticated');
    expect(headers['www-authenticate']).toBe('Bearer realm="groundwork"');
  });

  it('is refused once it has expired, and says so [W2.H1]', async () => {
    const { id } = await openAccount(api);
    const seconds = Math.floor(Date.now() / 1000);
    await profile(accessTokenOf({ id }, { exp: seconds + 2 })).expect(200);
    const { body } = await profile(accessTokenOf({ id }, { exp: seconds - 1 })).expect(401);
    expect(body.reason).toBe('token_expired');
  });

  it.each([
    ['of another issuer', { iss: 'somebody else' }],
    ['for another audience', { aud: 'another-api' }],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 60 }],
  ])('%s is refused', async (_, claims) => {
    const { id } = await openAccount(api);
    expect((await profile(accessTokenOf({ id }, claims)).expect(401)).body.reason).toBe(
      'credentials_invalid',
    );
  });

  it('does not choose how it is checked: no algorithm, another one, another key [W2.I5]', async () => {
    const { accessToken } = await openAccount(api);
    const { keys } = (await api.anonymous().get('/.well-known/jwks.json').expect(200)).body;
    const { kid } = keys[0];
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const byStranger = (data: string) =>
      sign('sha256', Buffer.from(data), { key: stranger, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    const byPublicKey = (data: string) =>
      createHmac('sha256', JSON.stringify(keys[0])).update(data).digest('base64url');
    const forged = [
      resigned(accessToken, { alg: 'none', typ: 'JWT', kid }, () => ''),
      resigned(accessToken, { alg: 'HS256', typ: 'JWT', kid }, byPublicKey),
      resigned(accessToken, { alg: 'ES256', typ: 'JWT', kid }, byStranger),
      resigned(accessToken, { alg: 'ES256', typ: 'JWT', kid: '../../etc/passwd' }, byStranger),
      resigned(accessToken, { alg: 'ES256', typ: 'JWT', kid: '__proto__' }, byStranger),
      resigned(accessToken, { alg: 'ES256', typ: 'JWT' }, byStranger),
      `${accessToken.slice(0, -4)}AAAA`,
      accessToken.split('.').slice(0, 2).join('.'),
      'a.b.c',
      '',
    ];
    await profile(accessToken).expect(200);
    for (const token of forged) await profile(token).expect(401);
  });

  it('with other claims under the same signature is refused', async () => {
    const { accessToken } = await openAccount(api);
    const [header, claims = '', signature] = accessToken.split('.');
    const raised = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), role: 'admin' };
    await profile(`${header}.${encoded(raised)}.${signature}`).expect(401);
  });

  it('that is not valid does not close what is open to everybody', async () => {
    await api.anonymous().get('/api/v1/posts').set('authorization', 'Bearer nonsense').expect(200);
  });
});

describe('the signing keys', () => {
  const [current] = JSON.parse(TEST_SECRETS.JWT_SIGNING_KEYS ?? '') as object[];
  const next = newSigningKey();
  const apiWith = (...keys: unknown[]) => startApi({ JWT_SIGNING_KEYS: JSON.stringify(keys) });

  it('are published without what is private, and others can check tokens by them [W2.I5]', async () => {
    const { id, accessToken } = await openAccount(api);
    const { body, headers } = await api.anonymous().get('/.well-known/jwks.json').expect(200);
    expect(headers['cache-control']).toBe('public, max-age=300');
    expect(body.keys).toEqual([
      expect.objectContaining({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' }),
    ]);
    expect(body.keys[0]).not.toHaveProperty('d');
    const { payload } = await jwtVerify(accessToken, createLocalJWKSet(body), {
      issuer: 'groundwork',
      audience: 'groundwork-api',
    });
    expect(payload).toMatchObject({ sub: String(id), role: 'user' });
  });

  it('change without signing anybody out [W2.I5]', async () => {
    const { accessToken, refreshToken } = await openAccount(api);
    const rotated = await apiWith(next, current);
    await profile(accessToken, rotated).expect(200);
    const { body } = await rotated
      .anonymous()
      .post('/api/v1/auth/refresh')
      .send({ refreshToken })
      .expect(200);
    const { kid } = JSON.parse(Buffer.from(body.accessToken.split('.')[0], 'base64url').toString());
    expect(kid).toBe(next.kid);
    const { keys } = (await rotated.anonymous().get('/.well-known/jwks.json')).body;
    expect(keys).toHaveLength(2);
    const retired = await apiWith(next);
    await profile(accessToken, retired).expect(401);
    await profile(body.accessToken, retired).expect(200);
  });
});

describe('while the cache Redis is away', () => {
  it('access tokens are checked against the database, and those of ended sessions are refused', async () => {
    const link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
    try {
      const apart = await startApi({ ...PRIMARY_ONLY, REDIS_CACHE_URL: link.url });
      const [stays, goes] = [await openAccount(apart), await openAccount(apart)];
      await link.cut();
      await profile(stays.accessToken, apart).expect(200);
      await goes.http.post('/api/v1/auth/logout').send({}).expect(204);
      await profile(goes.accessToken, apart).expect(401);
      await profile(stays.accessToken, apart).expect(200);
    } finally {
      await link.cut();
    }
  });

  it('or slow, they are not called invalid: they are believed, or nobody can say at the moment', async () => {
    const { DATABASE_URL = '', REDIS_CACHE_URL = '' } = await workerEnvironment();
    const [redis, database] = [await linkTo(REDIS_CACHE_URL), await linkTo(DATABASE_URL)];
    try {
      const urls = { DATABASE_URL: database.url, REDIS_CACHE_URL: redis.url };
      const apart = await startApi({ ...PRIMARY_ONLY, ...urls, DATABASE_PRIMARY_WAIT_MS: '200' });
      const { accessToken } = await openAccount(apart);
      redis.delay(1000);
      await profile(accessToken, apart).expect(200);
      await database.cut();
      const { status, headers, body } = await profile(accessToken, apart);
      expect([status, headers['retry-after'], body.reason]).toEqual([
        503,
        expect.stringMatching(/^\d+$/),
        expect.stringMatching(/_unavailable$/),
      ]);
    } finally {
      await Promise.all([redis.cut(), database.cut()]);
    }
  });
});
