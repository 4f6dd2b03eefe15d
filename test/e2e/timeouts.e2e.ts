import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi, UNCACHED } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { whileLocked } from '../support/held-lock.ts';

let impatient: TestApi;
let hasty: TestApi;

// Only the primary, for the locks are there.
beforeAll(async () => {
  impatient = await startApi({ ...PRIMARY_ONLY, ...UNCACHED, DATABASE_STATEMENT_TIMEOUT_MS: '200' });
  hasty = await startApi({ ...PRIMARY_ONLY, ...UNCACHED, REQUEST_TIMEOUT_MS: '400' });
});

async function renameWhileLocked(api: TestApi) {
  const user = await createUser(hasty);
  const path = `/api/v1/users/${user.id}`;
  const answer = await whileLocked(`SELECT 1 FROM users WHERE id = ${user.id} FOR UPDATE`, async () =>
    api.http().patch(path).send({ name: 'Too Late' }),
  );
  return { answer, path };
}

describe('time-outs', () => {
  it('a statement that takes too long is 503 and says when to try again [W1.H4] [W4.S5]', async () => {
    const { answer, path } = await renameWhileLocked(impatient);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ reason: 'statement_timeout', status: 503, instance: path });
    expect((await impatient.http().get(path)).body).toMatchObject({ name: 'Ada Lovelace' });
  });

  it('a request that takes too long is 504 and leaves no change behind [W1.H4]', async () => {
    const { answer, path } = await renameWhileLocked(hasty);
    expect(answer.status).toBe(504);
    expect(answer.headers['x-request-id']).toBe((answer.body as { requestId: string }).requestId);
    expect(answer.body).toMatchObject({ reason: 'request_timeout', status: 504, instance: path });
    // The lock is gone by now, so a change that went on waiting would be done.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await hasty.http().get(path)).body).toMatchObject({ name: 'Ada Lovelace' });
  });

  it('gives every connection back, so the pool serves on [W1.H4]', async () => {
    const one = await startApi({
      ...PRIMARY_ONLY,
      ...UNCACHED,
      REQUEST_TIMEOUT_MS: '300',
      DATABASE_POOL_MAX: '1',
    });
    await whileLocked('LOCK TABLE posts IN ACCESS EXCLUSIVE MODE', async () => {
      const slow = await Promise.all([1, 2, 3].map(() => one.http().get('/api/v1/posts')));
      expect(slow.map(({ status }) => status)).toEqual([504, 504, 504]);
      // The lock still stands: what waited for it has been cancelled.
      await eventually(async () => (await one.http().get('/api/v1/users')).status === 200, 2000);
    });
  });

  it('a request that waits too long for a connection is 503 [W4.S5]', async () => {
    const one = await startApi({
      ...PRIMARY_ONLY,
      ...UNCACHED,
      DATABASE_CONNECT_TIMEOUT_MS: '200',
      DATABASE_POOL_MAX: '1',
    });
    const answers = await whileLocked('LOCK TABLE users IN ACCESS EXCLUSIVE MODE', async (release) => {
      const first = one.http().get('/api/v1/users').then();
      const second = await one.http().get('/api/v1/users');
      await release();
      return [await first, second];
    });
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 503]);
    const refused = answers.find(({ status }) => status === 503);
    expect(refused?.headers['retry-after']).toBe('1');
    expect(refused?.body).toMatchObject({ reason: 'database_busy' });
  });
});
