import { openAccount, PASSWORD } from '../builders/an-account.ts';
import { aUser } from '../builders/a-user.ts';
import { createPost } from '../builders/a-post.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { mailsTo, mailTo } from '../support/mailbox.ts';
import { eventually } from '../support/eventually.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await startWorker();
});

describe('one’s own account', () => {
  it('is seen and changed, by its version', async () => {
    const { http, email } = await openAccount(api);
    const { body, headers } = await http.get('/api/v1/profile').expect(200);
    expect(body).toMatchObject({ name: 'Ada Lovelace', email, role: 'user' });
    const change = () =>
      http
        .patch('/api/v1/profile')
        .set('if-match', headers.etag ?? '')
        .send({ name: 'Countess' });
    expect((await change().expect(200)).body.name).toBe('Countess');
    await change().expect(412);
  });

  it('gets another address only by the password, which is verified anew and told to the old one', async () => {
    const { http, email } = await openAccount(api);
    const next = aUser().email;
    const change = (body: object) => http.patch('/api/v1/profile').send({ email: next, ...body });
    expect((await change({}).expect(422)).body.errors).toEqual([
      expect.objectContaining({ field: 'currentPassword', code: 'password_missing' }),
    ]);
    expect((await change({ currentPassword: 'a wrong password' }).expect(422)).body.reason).toBe(
      'password_wrong',
    );
    expect(await mailsTo(next)).toEqual([]);
    const { body } = await change({ currentPassword: PASSWORD }).expect(200);
    expect(body).toMatchObject({ email: next, emailVerified: false });
    expect((await mailTo(next)).text).toContain('/verify-email#token=');
    const told = await eventually(async () =>
      (await mailsTo(email)).find(({ subject }) => subject === 'Your account has another e-mail address'),
    );
    expect(told.text).not.toContain(next);
  });

  it('does not take the address of another', async () => {
    const [ada, eve] = [await openAccount(api), await openAccount(api)];
    const { body } = await eve.http
      .patch('/api/v1/profile')
      .send({ email: ada.email.toUpperCase(), currentPassword: PASSWORD })
      .expect(409);
    expect(body.reason).toBe('email_taken');
  });

  it('cannot be raised by its owner', async () => {
    const { http } = await openAccount(api);
    for (const field of ['role', 'emailVerifiedAt', 'id', 'version']) {
      const { body } = await http
        .patch('/api/v1/profile')
        .send({ [field]: 'admin' })
        .expect(422);
      expect(body.errors).toEqual([expect.objectContaining({ field })]);
    }
  });

  it('is deleted by the password, with what its owner wrote and every sign-in', async () => {
    const { id, http, refreshToken } = await openAccount(api);
    const post = await createPost(api, id);
    await http.delete('/api/v1/profile').send({}).expect(422);
    await http.delete('/api/v1/profile').send({ password: 'a wrong password' }).expect(422);
    await http.get('/api/v1/profile').expect(200);
    await http.delete('/api/v1/profile').send({ password: PASSWORD }).expect(204);
    await http.get('/api/v1/profile').expect(401);
    await api.anonymous().post('/api/v1/auth/refresh').send({ refreshToken }).expect(401);
    await api.http().get(`/api/v1/posts/${post.id}`).expect(404);
    await api.http().get(`/api/v1/users/${id}`).expect(404);
  });

  it('lets nobody guess its password from within for long', async () => {
    const { http } = await openAccount(api);
    const guess = () => http.delete('/api/v1/profile').send({ password: 'a wrong password' });
    const statuses = [];
    for (let turn = 0; turn < 8; turn += 1) statuses.push((await guess()).status);
    expect(statuses).toContain(429);
    expect((await http.delete('/api/v1/profile').send({ password: PASSWORD })).status).toBe(429);
  });
});
