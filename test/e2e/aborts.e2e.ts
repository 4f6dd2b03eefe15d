import { aUser, createUser } from '../builders/a-user.ts';
import { ADMIN, bearer } from '../support/access-token.ts';
import { startApi, type TestApi, UNCACHED } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';

let api: TestApi;
let observer: TestApi;

beforeAll(async () => {
  // One server with one connection, so that every read meets the lock.
  api = await startApi({
    ...UNCACHED,
    DATABASE_REPLICA_URLS: '',
    DATABASE_POOL_MAX: '1',
    DATABASE_STATEMENT_TIMEOUT_MS: '60000',
  });
  observer = await startApi();
});

/** Hangs up while the request waits in the database; resolves with the milliseconds until nothing waits there. */
async function hangUp(path: string, init: RequestInit = {}): Promise<number> {
  const client = new AbortController();
  const answer = fetch(api.url + path, { ...init, signal: client.signal });
  await eventually(async () => (await waiting(observer)) > 0);
  client.abort();
  const startedAt = performance.now();
  await expect(answer).rejects.toThrow('aborted');
  await eventually(async () => (await waiting(observer)) === 0);
  return performance.now() - startedAt;
}

describe('a client that hangs up', () => {
  it('ends its statement within a second and frees the connection [W1.H4]', async () => {
    await whileLocked('LOCK TABLE posts IN ACCESS EXCLUSIVE MODE', async () => {
      expect(await hangUp('/api/v1/posts')).toBeLessThan(1000);
      // The pool has one connection: it must be free, while the lock still stands.
      await api.dataSource.query('SELECT 1');
    });
  });

  it('leaves no change behind [W1.H4]', async () => {
    const user = await createUser(observer);
    const path = `/api/v1/users/${user.id}`;
    await whileLocked(`SELECT 1 FROM users WHERE id = ${user.id} FOR UPDATE`, () =>
      hangUp(path, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...bearer(ADMIN) },
        body: JSON.stringify(aUser({ name: 'Nobody Waited' })),
      }),
    );
    await api.http().get('/api/v1/users').expect(200);
    expect((await observer.http().get(path)).body).toMatchObject({ name: 'Ada Lovelace' });
  });

  it('is logged as 499', async () => {
    await whileLocked('LOCK TABLE posts IN ACCESS EXCLUSIVE MODE', () =>
      hangUp('/api/v1/posts?page=1', { headers: { 'x-request-id': 'gone' } }),
    );
    const line = await eventually(() =>
      api.log.of('request aborted by its client').find(({ requestId }) => requestId === 'gone'),
    );
    expect(line).toMatchObject({ status: 499, path: '/api/v1/posts', query: ['page'] });
  });

  it('does not disturb the statements of others on the same connection', async () => {
    const answers = await whileLocked('LOCK TABLE posts IN ACCESS EXCLUSIVE MODE', async (release) => {
      const others = Array.from({ length: 20 }, () => api.dataSource.query('SELECT 1'));
      await hangUp('/api/v1/posts');
      const queued = Array.from({ length: 20 }, () => fetch(`${api.url}/api/v1/posts`));
      await release();
      await Promise.all(others);
      return Promise.all(queued);
    });
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});
