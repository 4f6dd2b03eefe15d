import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import supertest from 'supertest';
import { CurrentUser } from '../../src/platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../src/platform/access/require-permissions.decorator.js';
import type { Principal } from '../../src/shared/principal.js';
import { type Account, openAccount } from '../builders/an-account.ts';
import type { TestApi } from '../support/api.ts';
import { startApiWith } from '../support/api-with.ts';

@Controller({ path: 'probe', version: VERSION_NEUTRAL })
class ProbeController {
  @RequirePermissions('posts:write')
  @Get('writer')
  writer(@CurrentUser() { userId, role, method, apiKeyId, permissions }: Principal): object {
    return { userId, role, method, apiKeyId, permissions: [...permissions] };
  }

  @RequirePermissions('profile:read')
  @Get('reader')
  reader(): object {
    return {};
  }

  @RequirePermissions()
  @Get('anybody')
  anybody(): object {
    return {};
  }
}

const PATH = '/api/v1/api-keys';
let api: TestApi;
let owner: Account;

beforeAll(async () => {
  api = await startApiWith([ProbeController]);
  owner = await openAccount(api);
});

interface Created {
  id: number;
  key: string;
}

async function aKey(account = owner, fields: object = {}): Promise<Created> {
  const body = { name: 'Nightly report', scopes: ['posts:write'], ...fields };
  return (await account.http.post(PATH).send(body).expect(201)).body as Created;
}

// Without a cookie, as programs are.
const withKey = (key: string) => supertest.agent(api.url).set('x-api-key', key) as unknown as supertest.Agent;

describe('the header X-API-Key', () => {
  it('signs a program in through Passport, for the scopes of the key and no more [W2.I3] [W2.H4] [R5]', async () => {
    const { id, key } = await aKey();
    const { body } = await withKey(key).get('/probe/writer').expect(200);
    expect(body).toEqual({
      userId: owner.id,
      role: 'user',
      method: 'api_key',
      apiKeyId: id,
      permissions: ['posts:write'],
    });
    await withKey(key).get('/probe/anybody').expect(200);
    const refused = await withKey(key).get('/probe/reader').expect(403);
    expect(refused.body).toMatchObject({ reason: 'permission_missing' });
  });

  it('is 401 with a key that is unknown, revoked or junk, and never repeated', async () => {
    const { id, key } = await aKey();
    await owner.http.delete(`${PATH}/${id}`).expect(204);
    for (const wrong of [key, `${key}x`, 'junk', 'gwk_', 'x'.repeat(5000)]) {
      const { body, text } = await withKey(wrong).get('/probe/writer').expect(401);
      expect(body).toMatchObject({ reason: 'credentials_invalid' });
      expect(text).not.toContain(key);
    }
    expect(api.log.text()).not.toContain(key.split('_')[2]);
  });

  it('reaches nothing of the account itself, whatever its scopes', async () => {
    const { key } = await aKey(owner, { scopes: ['profile:read', 'posts:write'] });
    for (const [method, path] of [
      ['get', PATH],
      ['post', PATH],
      ['delete', `${PATH}/1`],
      ['get', '/api/v1/auth/totp'],
      ['post', '/api/v1/auth/totp'],
      ['delete', '/api/v1/auth/totp'],
      ['get', '/api/v1/auth/sessions'],
      ['post', '/api/v1/auth/logout-all'],
    ] as const) {
      const { status, body } = await withKey(key)[method](path);
      expect({ path, status, reason: body.reason }).toEqual({
        path,
        status: 403,
        reason: 'permission_missing',
      });
    }
  });
});

describe(`${PATH}`, () => {
  it('shows a key once, in an answer that nobody keeps', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const wanted = { name: 'Über-Bot 🤖', scopes: ['profile:read'], expiresAt };
    const { body, headers } = await owner.http.post(PATH).send(wanted).expect(201);
    expect(body).toMatchObject({ ...wanted, prefix: body.key.slice(0, 12) });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', location: `${PATH}/${body.id}` });
    const listed = await owner.http.get(PATH).expect(200);
    const { key, ...shown } = body as Created;
    expect(listed.body.data[0]).toEqual(shown);
    expect(listed.text).not.toContain(key.split('_')[2]);
  });

  it('is not repeated for an Idempotency-Key, whose record would hold the key', async () => {
    const create = () =>
      owner.http
        .post(PATH)
        .set('idempotency-key', 'once')
        .send({ name: 'A', scopes: ['posts:write'] });
    const [first, second] = [await create().expect(201), await create().expect(201)];
    expect(first.body.key).not.toBe(second.body.key);
    const kept = await api.dataSource.query<object[]>(
      `SELECT * FROM idempotency_keys WHERE key LIKE '%once'`,
    );
    expect(kept).toEqual([]);
  });

  it('lists one’s own keys, newest first, in parts, with their last use', async () => {
    const account = await openAccount(api);
    const [first, second, third] = [await aKey(account), await aKey(account), await aKey(account)];
    const part = await account.http.get(`${PATH}?limit=2`).expect(200);
    const rest = await account.http.get(`${PATH}?limit=2&cursor=${part.body.meta.nextCursor}`).expect(200);
    const ids = [...part.body.data, ...rest.body.data].map(({ id }: Created) => id);
    expect(ids).toEqual([third.id, second.id, first.id]);
    expect(part.body.data[0]).not.toHaveProperty('lastUsedAt');
    await api.dataSource.query('UPDATE api_keys SET last_used_at = now() WHERE id = $1', [third.id]);
    await account.http.delete(`${PATH}/${second.id}`).expect(204);
    const { body } = await account.http.get(`${PATH}?page=1`).expect(200);
    expect(body).toMatchObject({
      data: [{ id: third.id, lastUsedAt: expect.any(String) }, { id: first.id }],
    });
    expect(body.meta).toMatchObject({ total: 2 });
  });

  it('hides the keys of others', async () => {
    const { id } = await aKey();
    const other = await openAccount(api);
    expect((await other.http.get(PATH).expect(200)).body.data).toEqual([]);
    const { body } = await other.http.delete(`${PATH}/${id}`).expect(404);
    expect(body).toMatchObject({ reason: 'api_key_not_found' });
    await owner.http.delete(`${PATH}/${id}`).expect(204);
    await owner.http.delete(`${PATH}/${id}`).expect(404);
    await owner.http.delete(`${PATH}/x`).expect(400);
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ name: 'a'.repeat(101) }, 'name'],
    [{ name: null }, 'name'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: 'posts:write' }, 'scopes'],
    [{ scopes: ['posts:write', 'posts:write'] }, 'scopes'],
    [{ scopes: ['account:manage'] }, 'scopes'],
    [{ scopes: ['everything'] }, 'scopes'],
    [{ scopes: [['posts:write']] }, 'scopes'],
    [{ scopes: ['users:manage'] }, 'scopes'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: '2999-01-01T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: '2026-13-01T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ expiresAt: 1_900_000_000_000 }, 'expiresAt'],
    [{ secret: 'mine' }, 'secret'],
    [{ userId: 1 }, 'userId'],
  ])('refuses %j by name [W8.S4]', async (fields, field) => {
    const body = { name: 'Report', scopes: ['posts:write'], ...fields };
    const answer = await owner.http.post(PATH).send(body).expect(422);
    expect(answer.body.errors).toMatchObject([{ field }]);
  });
});
