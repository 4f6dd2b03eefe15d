import { setTimeout as sleep } from 'node:timers/promises';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi, UNCACHED } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ ...PRIMARY_ONLY, ...UNCACHED });
});

describe('createdAt and updatedAt', () => {
  it.each(['users', 'posts'])('of %s are kept by the database [W3.B3]', async (table) => {
    const user = await createUser(api);
    const { id } = table === 'users' ? user : await createPost(api, user.id);
    const path = `/api/v1/${table}/${id}`;
    const { body: before } = await api.http().get(path).expect(200);
    const [{ now }] = await api.dataSource.query<[{ now: Date }]>('SELECT now()');
    expect(Math.abs(now.getTime() - Date.parse(before.createdAt))).toBeLessThan(10_000);
    expect(before.updatedAt).toBe(before.createdAt);
    await sleep(5);

    const change = table === 'users' ? { name: 'Changed' } : { title: 'Changed' };
    const { body: after } = await api.http().patch(path).send(change).expect(200);
    expect(after.createdAt).toBe(before.createdAt);
    expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));
  });

  it.each(['users', 'posts'])('of %s stay true even against SQL that sets them [W3.B3]', async (table) => {
    const user = await createUser(api);
    const { id } = table === 'users' ? user : await createPost(api, user.id);
    const { body: before } = await api.http().get(`/api/v1/${table}/${id}`).expect(200);
    await api.dataSource.query(
      `UPDATE ${table} SET created_at = '1999-01-01', updated_at = '1999-01-01', version = 77 WHERE id = $1`,
      [id],
    );
    const { body, headers } = await api.http().get(`/api/v1/${table}/${id}`).expect(200);
    expect(body.createdAt).toBe(before.createdAt);
    expect(Date.parse(body.updatedAt)).toBeGreaterThanOrEqual(Date.parse(before.updatedAt));
    expect(headers.etag).toMatch(/^"2/);
  });

  it('are ISO 8601 in UTC with milliseconds', async () => {
    const { id } = await createUser(api);
    const { body } = await api.http().get(`/api/v1/users/${id}`).expect(200);
    for (const time of [body.createdAt, body.updatedAt])
      expect(new Date(time as string).toISOString()).toBe(time);
  });
});
