import { setTimeout as sleep } from 'node:timers/promises';
import { ApiKeysService, type NewApiKey } from '../../src/features/api-keys/api-keys.service.js';
import { permissionsOf, type Role } from '../../src/shared/permissions.js';
import type { Principal } from '../../src/shared/principal.js';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';

const DAY_MS = 24 * 3600 * 1000;
let api: TestApi;
let keys: ApiKeysService;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  keys = api.app.get(ApiKeysService);
});

async function anOwner(role: Role = 'user'): Promise<Principal> {
  const { id } = await createUser(api);
  await setRole(id, role);
  return { userId: id, role, method: 'bearer', permissions: permissionsOf(role) };
}

const setRole = (id: number, role: Role) =>
  api.dataSource.query('UPDATE users SET role = $1 WHERE id = $2', [role, id]);

const create = (owner: Principal, fields: Partial<NewApiKey> = {}) =>
  keys.create(owner, { name: 'Nightly report', scopes: ['posts:write'], ...fields });

async function rowOf(id: number): Promise<Record<string, unknown>> {
  const [row] = await api.dataSource.query<Record<string, unknown>[]>(
    'SELECT * FROM api_keys WHERE id = $1',
    [id],
  );
  return row ?? {};
}

describe('an API key', () => {
  it('says who sends it and what they may do [W2.I3]', async () => {
    const owner = await anOwner();
    const { apiKey, key } = await create(owner, { scopes: ['posts:write', 'profile:read'] });
    const principal = await keys.authenticate(key);
    expect(principal).toEqual({
      userId: owner.userId,
      role: 'user',
      method: 'api_key',
      apiKeyId: apiKey.id,
      permissions: new Set(['profile:read', 'posts:write']),
    });
  });

  it('is stored as a hash only, and never logged', async () => {
    const { apiKey, key } = await create(await anOwner());
    await keys.authenticate(key);
    await keys.revoke(apiKey.userId, apiKey.id);
    const secret = key.split('_')[2] ?? '';
    const row = await rowOf(apiKey.id);
    expect(row.prefix).toBe(key.slice(0, 12));
    const text = Object.values(row).map((value) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
    );
    expect(text.join(' ')).not.toContain(secret);
    const audit = await api.dataSource.query<object[]>('SELECT * FROM audit_events');
    expect(JSON.stringify(audit)).toContain('api_key.created');
    expect(JSON.stringify(audit)).not.toContain(secret);
    expect(api.log.text()).not.toContain(secret);
  });

  it('is refused when unknown, of another secret, or not a key at all, the latter without a question', async () => {
    const [one, other] = [await create(await anOwner()), await create(await anOwner())];
    await api.dataSource.query('UPDATE api_keys SET secret_hash = $1 WHERE id = $2', [
      Buffer.alloc(32),
      one.apiKey.id,
    ]);
    expect(await keys.authenticate(one.key)).toBeUndefined();
    await api.dataSource.query('DELETE FROM api_keys WHERE id = $1', [other.apiKey.id]);
    expect(await keys.authenticate(other.key)).toBeUndefined();
    await whileLocked('LOCK TABLE api_keys', async () => {
      const changed = one.key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
      for (const junk of ['', 'junk', changed, `${one.key} `, 'a'.repeat(100_000)])
        expect(await keys.authenticate(junk)).toBeUndefined();
      expect(await waiting(api)).toBe(0);
    });
  });

  it('ends when it expires', async () => {
    const { key } = await create(await anOwner(), { expiresAt: new Date(Date.now() + 300) });
    expect(await keys.authenticate(key)).toBeDefined();
    await sleep(310);
    expect(await keys.authenticate(key)).toBeUndefined();
  });

  it('ends with its user', async () => {
    const owner = await anOwner();
    const { key } = await create(owner);
    await api.dataSource.query('DELETE FROM users WHERE id = $1', [owner.userId]);
    expect(await keys.authenticate(key)).toBeUndefined();
  });

  it('ends at once when it is revoked, wherever the replicas are', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { apiKey, key } = await create(await anOwner());
      expect(await keys.authenticate(key)).toBeDefined();
      await keys.revoke(apiKey.userId, apiKey.id);
      expect(await keys.authenticate(key)).toBeUndefined();
    }
  });

  it('may do at each use what its owner may do then, and never more than its scopes [W2.H4]', async () => {
    const owner = await anOwner('moderator');
    const { key } = await create(owner, { scopes: ['posts:moderate', 'profile:read'] });
    const may = async () => [...((await keys.authenticate(key))?.permissions ?? [])].sort();
    expect(await may()).toEqual(['posts:moderate', 'profile:read']);
    await setRole(owner.userId, 'user');
    expect(await may()).toEqual(['profile:read']);
    await setRole(owner.userId, 'admin');
    expect(await may()).toEqual(['posts:moderate', 'profile:read']);
    await api.dataSource.query(`UPDATE api_keys SET scopes = '{account:manage,nothing:known}'`);
    expect(await may()).toEqual([]);
  });

  it('remembers its last use beside the request, once a minute', async () => {
    const { apiKey, key } = await create(await anOwner());
    const lastUsed = async () => (await rowOf(apiKey.id)).last_used_at as Date | null;
    expect(await lastUsed()).toBeNull();
    await Promise.all(Array.from({ length: 20 }, () => keys.authenticate(key)));
    const first = await eventually(async () => (await lastUsed()) ?? undefined);
    expect(Date.now() - first.getTime()).toBeLessThan(3000);
    expect(await rowOf(apiKey.id)).toMatchObject({ version: 1, updated_at: apiKey.updatedAt });
    await keys.authenticate(key);
    await sleep(1500);
    expect(await lastUsed()).toEqual(first);
    await setLastUse(apiKey.id, '61 seconds');
    await keys.authenticate(key);
    await eventually(async () => ((await lastUsed())?.getTime() ?? 0) > first.getTime());
  });

  it('is not kept waiting by the row that remembers its use', async () => {
    const { apiKey, key } = await create(await anOwner());
    await whileLocked(`SELECT 1 FROM api_keys WHERE id = ${apiKey.id} FOR UPDATE`, async () => {
      expect(await keys.authenticate(key)).toBeDefined();
      await sleep(1200);
      expect(await waiting(api)).toBe(0);
    });
  });
});

const setLastUse = (id: number, ago: string) =>
  api.dataSource.query(`UPDATE api_keys SET last_used_at = now() - $2::interval WHERE id = $1`, [id, ago]);

describe('creating API keys', () => {
  it('gives 90 days, or what is asked for within a year', async () => {
    const owner = await anOwner();
    const { apiKey } = await create(owner);
    expect(Math.abs(apiKey.expiresAt.getTime() - Date.now() - 90 * DAY_MS)).toBeLessThan(60_000);
    const expiresAt = new Date(Date.now() + 365 * DAY_MS);
    expect((await create(owner, { expiresAt })).apiKey.expiresAt).toEqual(expiresAt);
  });

  it.each([-1, 0, 367 * DAY_MS, Number.NaN])('refuses one that ends %d ms from now', async (ms) => {
    const wanted = create(await anOwner(), { expiresAt: new Date(Date.now() + ms) });
    await expect(wanted).rejects.toMatchObject({
      reason: 'expiry_out_of_range',
      errors: [{ field: 'expiresAt' }],
    });
  });

  it('gives no scope that its owner does not have [W2.H4]', async () => {
    const scopes: NewApiKey['scopes'] = ['posts:write', 'users:manage'];
    await expect(create(await anOwner('moderator'), { scopes })).rejects.toMatchObject({
      code: 'invalid',
      reason: 'scope_not_allowed',
      errors: [{ field: 'scopes', message: expect.stringContaining('users:manage') }],
    });
    expect((await create(await anOwner('admin'), { scopes })).apiKey.scopes).toEqual(scopes);
  });

  it('stops at fifty a user, however many are asked for at once', async () => {
    const [owner, other] = [await anOwner(), await anOwner()];
    for (let made = 0; made < 45; made += 1) await create(owner);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => create(owner)));
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(15);
    for (const result of refused)
      expect(result).toMatchObject({ reason: { code: 'conflict', reason: 'too_many_api_keys' } });
    await create(other);
    const { items } = await keys.list(owner.userId, { limit: 100 });
    expect(items).toHaveLength(50);
    await keys.revoke(owner.userId, items[0]?.id ?? 0);
    await create(owner);
    await expect(create(owner)).rejects.toMatchObject({ reason: 'too_many_api_keys' });
  });

  it('forgets those that were revoked long ago', async () => {
    const owner = await anOwner();
    const [old, recent] = [await create(owner), await create(owner)];
    await keys.revoke(owner.userId, old.apiKey.id);
    await keys.revoke(owner.userId, recent.apiKey.id);
    await api.dataSource.query(`UPDATE api_keys SET revoked_at = now() - interval '91 days' WHERE id = $1`, [
      old.apiKey.id,
    ]);
    await create(owner);
    expect(await rowOf(old.apiKey.id)).toEqual({});
    expect((await rowOf(recent.apiKey.id)).revoked_at).toBeInstanceOf(Date);
  });
});

describe('revoking API keys', () => {
  it('works once, and not for the keys of others', async () => {
    const [owner, other] = [await anOwner(), await anOwner('admin')];
    const { apiKey, key } = await create(owner);
    const missing = { code: 'not_found', reason: 'api_key_not_found' };
    await expect(keys.revoke(other.userId, apiKey.id)).rejects.toMatchObject(missing);
    expect(await keys.authenticate(key)).toBeDefined();
    const twenty = Array.from({ length: 20 }, () => keys.revoke(owner.userId, apiKey.id));
    const results = await Promise.allSettled(twenty);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(keys.revoke(owner.userId, 999_999_999)).rejects.toMatchObject(missing);
    const { items } = await keys.list(owner.userId, { limit: 20 });
    expect(items).toEqual([]);
  });

  it('is recorded once, like creating', async () => {
    const owner = await anOwner();
    const { apiKey } = await create(owner);
    await keys.revoke(owner.userId, apiKey.id);
    await keys.revoke(owner.userId, apiKey.id).catch(() => {});
    const events = await api.dataSource.query<object[]>(
      `SELECT action, target_type, details FROM audit_events WHERE target_type = 'api_key' AND target_id = $1 ORDER BY id`,
      [String(apiKey.id)],
    );
    expect(events).toMatchObject([
      { action: 'api_key.created', details: { prefix: apiKey.prefix, scopes: 'posts:write' } },
      { action: 'api_key.revoked' },
    ]);
  });
});
