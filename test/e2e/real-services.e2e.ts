import pg from 'pg';
import { createClient } from 'redis';
import { createUser } from '../builders/a-user.ts';
import { startApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

describe('the application under test', () => {
  it('stores users in a real PostgreSQL and jobs in a real Redis [W1.H1] [W4.S1]', async () => {
    const api = await startApi();
    await startWorker();
    const user = await createUser(api, { name: 'Ada Lovelace' });
    const { DATABASE_URL, REDIS_QUEUE_URL } = await workerEnvironment();

    const postgres = new pg.Client({ connectionString: DATABASE_URL });
    await postgres.connect();
    const { rows } = await postgres.query('SELECT version(), name FROM users WHERE id = $1', [user.id]);
    await postgres.end();
    expect(rows).toEqual([
      { version: expect.stringMatching(/^PostgreSQL 1[89]/) as string, name: 'Ada Lovelace' },
    ]);

    const redis = await createClient({ url: REDIS_QUEUE_URL }).connect();
    const [id] = await eventually(async () => {
      const done = await redis.zRange('bull:email:completed', 0, -1);
      return done.length > 0 && done;
    });
    const job = await redis.hGetAll(`bull:email:${id}`);
    const server = await redis.info('server');
    redis.destroy();
    expect(server).toMatch(/(redis|valkey)_version:\d/);
    expect(job).toMatchObject({ name: 'user.welcome' });
    expect(JSON.parse(job.data ?? '')).toMatchObject({ payload: { userId: user.id } });
  });

  it('keeps jobs in one Redis and what is cached in another [R4]', async () => {
    const api = await startApi();
    const { id } = await createUser(api);
    await fetch(`${api.url}/api/v1/users/${id}`);
    const { REDIS_QUEUE_URL, REDIS_CACHE_URL } = await workerEnvironment();
    const [queue, cache] = await Promise.all(
      [REDIS_QUEUE_URL, REDIS_CACHE_URL].map((url) => createClient({ url }).connect()),
    );
    try {
      await eventually(async () => (await cache?.exists(`v1:user:${id}`)) === 1);
      expect(await cache?.keys('bull:*')).toEqual([]);
      expect(await queue?.keys('v1:*')).toEqual([]);
      expect(await queue?.keys('bull:*')).not.toEqual([]);
    } finally {
      queue?.destroy();
      cache?.destroy();
    }
  });
});
