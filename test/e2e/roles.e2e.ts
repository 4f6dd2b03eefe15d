import { RolesService } from '../../src/features/admin/roles.service.js';
import { UsersService } from '../../src/features/users/users.service.js';
import { AuditEvent } from '../../src/platform/audit/audit-event.entity.js';
import type { Role } from '../../src/shared/permissions.js';
import { createUser } from '../builders/a-user.ts';
import { openAccount } from '../builders/an-account.ts';
import { ADMIN } from '../support/access-token.ts';
import { type HttpClient, PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting } from '../support/held-lock.ts';
import { noUsers } from '../support/no-users.ts';

const REFUSED = { code: 'conflict', reason: 'last_admin' };

let api: TestApi;
let roles: RolesService;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  roles = api.app.get(RolesService, { strict: false });
});

beforeEach(() => noUsers(api.dataSource));

async function userWith(role: Role): Promise<number> {
  const { id } = await createUser(api);
  await roles.assign(id, role);
  return id;
}

async function admins(): Promise<number[]> {
  const rows = await api.dataSource.query<{ id: number }[]>(
    `SELECT id FROM users WHERE role = 'admin' ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

const outcome = (results: PromiseSettledResult<unknown>[]) => ({
  done: results.filter(({ status }) => status === 'fulfilled').length,
  refused: results.flatMap((result) => (result.status === 'rejected' ? [result.reason as object] : [])),
});

describe('the last admin', () => {
  it('stays an admin, and stays', async () => {
    const id = await userWith('admin');
    await expect(roles.assign(id, 'user')).rejects.toMatchObject(REFUSED);
    await expect(api.app.get(UsersService, { strict: false }).delete(id)).rejects.toMatchObject(REFUSED);
    await expect(api.dataSource.query('DELETE FROM users')).rejects.toThrow('the last admin');
    expect(await admins()).toEqual([id]);
  });

  it('is kept when two admins are demoted at once: one of them stays', async () => {
    for (let round = 0; round < 10; round += 1) {
      const both = [await userWith('admin'), await userWith('admin')];
      const others = (await admins()).filter((id) => !both.includes(id));
      for (const id of others) await roles.assign(id, 'user');
      const { done, refused } = outcome(
        await Promise.allSettled(both.map((id) => roles.assign(id, 'moderator'))),
      );
      expect({ done, refused }).toEqual({ done: 1, refused: [expect.objectContaining(REFUSED)] });
      expect(await admins()).toHaveLength(1);
    }
  });

  it('is kept when one admin is demoted while the other is deleted', async () => {
    const [first, second] = [await userWith('admin'), await userWith('admin')];
    const { done, refused } = outcome(
      await Promise.allSettled([
        roles.assign(first, 'user'),
        api.app.get(UsersService, { strict: false }).delete(second),
      ]),
    );
    expect({ done, refused }).toEqual({ done: 1, refused: [expect.objectContaining(REFUSED)] });
    expect(await admins()).toHaveLength(1);
  });
});

describe('a change of role', () => {
  it('is recorded with what was before, once', async () => {
    const id = await userWith('moderator');
    await roles.assign(id, 'moderator');
    const changed = { targetId: String(id), action: 'user.role_changed' } as const;
    const events = await api.dataSource.getRepository(AuditEvent).findBy(changed);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      targetType: 'user',
      details: { from: 'user', to: 'moderator' },
    });
  });

  it('of nobody is 404', async () => {
    await expect(roles.assign(999_999, 'admin')).rejects.toMatchObject({ reason: 'user_not_found' });
  });
});

describe('PUT /api/v1/users/:id/role', () => {
  const put = (client: HttpClient, id: number, role: string) =>
    client.put(`/api/v1/users/${id}/role`).send({ role });

  it('gives a role; what the user was signed in with ends, and the new role counts [W2.H4]', async () => {
    const account = await openAccount(api);
    await account.http.get('/api/v1/auth/sessions').expect(200);
    const { body } = await put(api.http(), account.id, 'admin').expect(200);
    expect(body).toEqual({ role: 'admin' });
    await account.http.get('/api/v1/auth/sessions').expect(401);
    const { refreshToken, email, password } = account;
    await api.anonymous().post('/api/v1/auth/refresh').send({ refreshToken }).expect(401);
    const signedIn = await api.anonymous().post('/api/v1/auth/login').send({ email, password }).expect(200);
    const { accessToken } = signedIn.body as { accessToken: string };
    const { body: audit } = await api
      .anonymous()
      .get(`/api/v1/admin/audit?targetType=user&targetId=${account.id}&action=user.role_changed`)
      .set('authorization', `Bearer ${accessToken}`)
      .expect(200);
    expect(audit).toMatchObject({
      data: [{ actorId: ADMIN.id, actorRole: 'admin', actorMethod: 'bearer', details: { to: 'admin' } }],
    });
  });

  it('that happens while somebody signs in is in what they get', async () => {
    const { id, email, password } = await openAccount(api);
    let login: Promise<{ body: { accessToken: string } }> | undefined;
    await api.dataSource.transaction(async (manager) => {
      await manager.query(`UPDATE users SET role = 'moderator' WHERE id = $1`, [id]);
      login = api.anonymous().post('/api/v1/auth/login').send({ email, password }).then();
      await eventually(async () => (await waiting(api)) === 1);
    });
    const { accessToken } = (await login)?.body ?? { accessToken: '' };
    const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(claims)).toMatchObject({ role: 'moderator' });
  });

  it('leaves signed in whose role stays as it was', async () => {
    const account = await openAccount(api);
    await put(api.http(), account.id, 'user').expect(200);
    await account.http.get('/api/v1/auth/sessions').expect(200);
  });

  it('is refused to oneself, an admin as well [W2.H4]', async () => {
    const id = await userWith('admin');
    await userWith('admin');
    for (const role of ['user', 'admin']) {
      const { body } = await put(api.as({ id, role: 'admin' }), id, role).expect(403);
      expect(body).toMatchObject({ reason: 'own_role' });
    }
  });

  it('answers 409 for the last admin', async () => {
    const id = await userWith('admin');
    const { body } = await put(api.http(), id, 'user').expect(409);
    expect(body).toMatchObject({ reason: 'last_admin', errors: [{ field: 'role' }] });
  });

  it.each<[Role, number]>([
    ['user', 403],
    ['moderator', 403],
    ['admin', 200],
  ])('answers a %s with %i [W2.H5]', async (role, status) => {
    const { id } = await createUser(api);
    await put(api.as({ ...ADMIN, role }), id, 'moderator').expect(status);
    await put(api.anonymous(), id, 'moderator').expect(401);
  });

  it.each([{}, { role: 'king' }, { role: ['admin'] }, { role: null }, { role: 'user', id: 1 }])(
    'answers %j with 422',
    async (body) => {
      const { id } = await createUser(api);
      await api.http().put(`/api/v1/users/${id}/role`).send(body).expect(422);
    },
  );
});
