import pg from 'pg';
import { z } from 'zod';
import { Database } from '../../src/platform/database/database.js';
import { defineJob } from '../../src/platform/jobs/define-job.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { aUser, createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
let database: Database;
let jobs: JobQueues;

const tea = defineJob({ name: 'tea.serve', queue: 'email', schema: z.object({ cups: z.int() }) });

// No worker runs: what is enqueued stays where it is put.
beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  database = api.app.get(Database);
  jobs = api.app.get(JobQueues);
});

const rows = (): Promise<{ name: string; data: { payload: object } }[]> =>
  api.dataSource.query("SELECT * FROM outbox WHERE queue <> 'cache' ORDER BY sequence");

beforeEach(() => api.dataSource.query('DELETE FROM outbox'));

describe('the outbox', () => {
  it('has a job for each committed user and none for one that is rolled back [W5.I7]', async () => {
    const user = await createUser(api);
    expect(await rows()).toMatchObject([{ name: 'user.welcome', data: { payload: { userId: user.id } } }]);
    await api
      .http()
      .post('/api/v1/users')
      .send(aUser({ email: user.email }))
      .expect(409);
    const failing = database.transaction('test', async (tx) => {
      await jobs.enqueue(tx, tea, { cups: 1 });
      throw new Error('no tea');
    });
    await expect(failing).rejects.toThrow('no tea');
    expect(await rows()).toHaveLength(1);
  });

  it('refuses a payload that does not fit, and with it the transaction', async () => {
    const work = database.transaction('test', async (tx) => {
      await tx.manager.query(`INSERT INTO users (name, email) VALUES ('A', 'no-tea@example.com')`);
      await jobs.enqueue(tx, tea, { cups: 'many' as unknown as number });
    });
    await expect(work).rejects.toThrow('cups');
    expect(await api.dataSource.query(`SELECT FROM users WHERE email = 'no-tea@example.com'`)).toEqual([]);
  });

  it('takes many jobs in one statement, in their order', async () => {
    const cups = Array.from({ length: 1000 }, (_, index) => ({ cups: index }));
    const ids = await database.transaction('test', (tx) => jobs.enqueueAll(tx, tea, cups));
    expect(new Set(ids).size).toBe(1000);
    const stored = await rows();
    expect(stored.map(({ data }) => data.payload)).toEqual(cups);
  });

  it('tells the relays of everything that is committed, at once and not of each', async () => {
    const listener = new pg.Client({ connectionString: (await workerEnvironment()).DATABASE_URL });
    await listener.connect();
    const told: string[] = [];
    let seen = 0;
    listener.on('notification', ({ payload = '' }) => {
      told.push(payload);
      void rows().then(({ length }) => (seen = Math.max(seen, length)));
    });
    await listener.query('LISTEN outbox');
    const commits = Array.from({ length: 100 }, (_, cups) =>
      database.transaction('test', (tx) => jobs.enqueue(tx, tea, { cups })),
    );
    await Promise.all(commits);
    await eventually(() => seen === 100);
    await api.dataSource.query(`SELECT pg_notify('outbox', 'the end')`);
    await eventually(() => told.includes('the end'));
    await listener.end();
    expect(told.length).toBeLessThan(100);
  });

  it('shows a job that waits in it, or is meant for later', async () => {
    const runAt = new Date(Date.now() + 3_600_000);
    const [now, later] = await database.transaction('test', async (tx) => [
      await jobs.enqueue(tx, tea, { cups: 1 }),
      await jobs.enqueue(tx, tea, { cups: 2 }, { runAt }),
    ]);
    const stateOf = async (id: string) => (await api.http().get(`/api/v1/jobs/email/${id}`)).body.state;
    expect([await stateOf(now ?? ''), await stateOf(later ?? '')]).toEqual(['waiting', 'delayed']);
  });
});
