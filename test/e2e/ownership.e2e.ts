import { AuditEvent } from '../../src/platform/audit/audit-event.entity.js';
import { createPost } from '../builders/a-post.ts';
import { aUser, createUser, type UserBody } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

type User = UserBody & { id: number };

let api: TestApi;
let owner: User;
let other: User;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  [owner, other] = [await createUser(api), await createUser(api)];
});

const moderator = () => api.as({ id: other.id, role: 'moderator' });
const forbidden = (reason: string) => ({ status: 403, reason });

function eventsOf(targetType: string, targetId: number | string): Promise<AuditEvent[]> {
  const where = { targetType, targetId: String(targetId) };
  return api.dataSource.getRepository(AuditEvent).find({ where, order: { id: 'ASC' } });
}

describe('a post [W2.H4]', () => {
  it('is changed by its author, without a word in the audit log', async () => {
    const { id } = await createPost(api, owner.id);
    await api.as(owner).patch(`/api/v1/posts/${id}`).send({ title: 'Mine' }).expect(200);
    await api.as(owner).delete(`/api/v1/posts/${id}`).expect(204);
    expect(await eventsOf('post', id)).toEqual([]);
  });

  it('is not for others to change', async () => {
    const { id, title } = await createPost(api, owner.id);
    const path = `/api/v1/posts/${id}`;
    const attempts = [
      await api.as(other).put(path).send({ title: 'Theirs', body: 'Text' }),
      await api.as(other).patch(path).send({ title: 'Theirs' }),
      await api.as(other).delete(path),
    ];
    for (const { body } of attempts) expect(body).toMatchObject(forbidden('not_author'));
    expect((await api.anonymous().get(path).expect(200)).body).toMatchObject({ title });
  });

  it('is changed by moderators, which is recorded with the change', async () => {
    const { id } = await createPost(api, owner.id);
    const path = `/api/v1/posts/${id}`;
    await moderator().patch(path).set('if-match', '"99"').send({ title: 'Moderated' }).expect(412);
    await moderator().patch(path).send({ title: 'Moderated' }).expect(200);
    await moderator().delete(path).expect(204);
    expect(await eventsOf('post', id)).toMatchObject(
      ['update', 'delete'].map((change) => ({
        action: 'post.moderated',
        actorId: other.id,
        actorRole: 'moderator',
        details: { change, authorId: owner.id },
      })),
    );
  });
});

describe('a user', () => {
  const path = () => `/api/v1/users/${owner.id}`;

  it('shows address and role to themselves and to those who may see them, and to nobody else [W2.H4]', async () => {
    const shown = async (client: ReturnType<TestApi['as']>) => {
      const [one, list] = [await client.get(path()), await client.get('/api/v1/users?limit=100')];
      const inList = (list.body as { data: User[] }).data.find(({ id }) => id === owner.id);
      expect(inList).toEqual(one.body);
      return Object.keys(one.body as object).sort();
    };
    const reduced = ['avatar', 'createdAt', 'id', 'name', 'updatedAt'];
    const whole = ['avatar', 'createdAt', 'email', 'id', 'name', 'role', 'updatedAt'];
    expect(await shown(api.anonymous())).toEqual(reduced);
    expect(await shown(api.as(other))).toEqual(reduced);
    expect(await shown(api.as(owner))).toEqual(whole);
    expect(await shown(moderator())).toEqual(whole);
  });

  it('has another entity tag for those who see less', async () => {
    const tagFor = async (client: ReturnType<TestApi['as']>) =>
      (await client.get(path()).expect(200)).headers.etag as string;
    const [strangers, own] = [await tagFor(api.anonymous()), await tagFor(api.as(owner))];
    expect(strangers).not.toBe(own);
    await api.as(owner).get(path()).set('if-none-match', strangers).expect(200);
    await api.as(owner).get(path()).set('if-none-match', own).expect(304);
    await api.as(owner).patch(path()).set('if-match', strangers).send({ name: 'Ada' }).expect(200);
  });

  it('is found by address by those who may see it only', async () => {
    const query = `/api/v1/users?email=${encodeURIComponent(owner.email)}`;
    expect((await moderator().get(query).expect(200)).body).toMatchObject({ data: [{ id: owner.id }] });
    for (const client of [api.as(other), api.as(owner)]) {
      expect((await client.get(query)).body).toMatchObject(forbidden('permission_missing'));
    }
    expect((await api.anonymous().get(query)).body).toMatchObject({ status: 401 });
  });

  it('changes their own name, not that of others [W2.H4]', async () => {
    const body = { name: 'Augusta', email: owner.email };
    expect((await api.as(owner).put(path()).send(body).expect(200)).body).toMatchObject(body);
    expect((await api.as(other).put(path()).send(body)).body).toMatchObject(forbidden('permission_missing'));
    expect((await moderator().patch(path()).send({ name: 'X' })).body).toMatchObject(
      forbidden('permission_missing'),
    );
    await api.http().patch(path()).send({ name: 'By an admin' }).expect(200);
    const [last] = (await eventsOf('user', owner.id)).slice(-1);
    expect(last).toMatchObject({ action: 'user.updated', actorRole: 'admin', details: { fields: 'name' } });
  });

  it.each(['user', 'admin'] as const)('cannot change their own address here, also as %s', async (role) => {
    const user = await createUser(api);
    const { body } = await api
      .as({ id: user.id, role })
      .patch(`/api/v1/users/${user.id}`)
      .send({ email: aUser().email });
    expect(body).toMatchObject({ ...forbidden('own_email'), errors: [{ field: 'email' }] });
  });

  it('is created and deleted by admins only, which is recorded [W2.H5]', async () => {
    for (const client of [api.as(owner), moderator()]) {
      await client.post('/api/v1/users').send(aUser()).expect(403);
      await client.delete(path()).expect(403);
    }
    const { id } = await createUser(api);
    await api.http().delete(`/api/v1/users/${id}`).expect(204);
    const events = await eventsOf('user', id);
    expect(events.map(({ action }) => action)).toEqual(['user.created', 'user.deleted']);
  });
});

describe('what only some may do', () => {
  const mail = { to: 'ada@example.com', subject: 'Tea', body: 'At four?' };

  it('mails are sent by admins, which is recorded without the address', async () => {
    await moderator().post('/api/v1/emails').send(mail).expect(403);
    const { body } = await api.http().post('/api/v1/emails').send(mail).expect(202);
    const [event] = await eventsOf('job', (body as { jobId: string }).jobId);
    expect(event).toMatchObject({ action: 'email.sent', details: {} });
  });

  it('a job is seen by who caused it and by admins; for others there is none [W2.H4]', async () => {
    const sent = await api.as({ id: owner.id, role: 'admin' }).post('/api/v1/emails').send(mail).expect(202);
    const { location } = sent.headers as { location: string };
    const { body } = await api.as(owner).get(location).expect(200);
    expect(body).not.toHaveProperty('userId');
    await api.http().get(location).expect(200);
    await moderator().get(location).expect(404);
    await api.anonymous().get(location).expect(401);
  });
});
