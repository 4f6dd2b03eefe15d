import { jest } from '@jest/globals';
import { schedules } from '../../src/main/schedules.js';
import { QUEUES } from '../../src/platform/jobs/define-job.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type Link, linkTo } from '../support/link.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

jest.setTimeout(60_000);

let api: TestApi;
let link: Link | undefined;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

afterAll(() => link?.cut());

const queues = () => QUEUES.map((name) => api.app.get(JobQueues).queue(name));
const audits = () => api.app.get(JobQueues).queue('audit');

/** Names and times of what the queues bring back by themselves. */
async function scheduled(): Promise<string[]> {
  const all = await Promise.all(queues().map((queue) => queue.getJobSchedulers()));
  return all
    .flat()
    .map(({ key, pattern, tz }) => `${key} ${pattern} ${tz}`)
    .sort();
}

const TABLE = schedules.map(({ name, cron }) => `${name} ${cron} UTC`).sort();

/** Makes the job of a schedule due, and waits for the worker to have done it. */
async function runNow(name: string): Promise<void> {
  const job = (await audits().getDelayed()).find((each) => each.name === name);
  await job?.promote();
  await eventually(async () => (await job?.getState()) === 'completed', 20_000);
}

describe('the schedules', () => {
  it('are what the table says once a worker has started, and what is not in it is gone', async () => {
    await audits().upsertJobScheduler(
      'tea.serve',
      { pattern: '0 16 * * *', tz: 'UTC' },
      { name: 'tea.serve' },
    );
    await audits().upsertJobScheduler('audit.prune', { pattern: '0 0 1 1 *' }, { name: 'audit.prune' });
    await startWorker();
    await eventually(async () => (await scheduled()).join() === TABLE.join(), 20_000);
  });

  it('stand once, however many workers there are', async () => {
    await Promise.all([startWorker(), startWorker()]);
    await eventually(async () => (await scheduled()).join() === TABLE.join(), 20_000);
    const delayed = await Promise.all(queues().map((queue) => queue.getDelayed()));
    const names = delayed.flat().map(({ name }) => name);
    expect(names.sort()).toEqual(schedules.map(({ job }) => job.name).sort());
  });

  it('wait for a queue Redis that is away when a worker starts', async () => {
    const { REDIS_QUEUE_URL = '' } = await workerEnvironment();
    for (const queue of queues()) for (const { name } of schedules) await queue.removeJobScheduler(name);
    link = await linkTo(REDIS_QUEUE_URL);
    await link.cut();
    const { log } = await startWorker({ REDIS_QUEUE_URL: link.url });
    await eventually(() => log.of('schedules not registered yet').length > 0, 20_000);
    expect(await scheduled()).toEqual([]);
    await link.mend();
    await eventually(async () => (await scheduled()).join() === TABLE.join(), 20_000);
  });

  it('run their jobs, and each leaves the next', async () => {
    await runNow('ledger.reconcile');
    const { body } = await api.http().get('/api/v1/admin/ledger').expect(200);
    expect(body).toMatchObject({ lastReconciliation: { driftingWallets: 0 } });
    await api.dataSource.query(
      `INSERT INTO audit_events (action, occurred_at) VALUES ('email.sent', now() - interval '400 days')`,
    );
    await runNow('audit.prune');
    const old = await api.dataSource.query<object[]>(
      `SELECT FROM audit_events WHERE occurred_at < now() - interval '365 days'`,
    );
    expect(old).toEqual([]);
    expect(await scheduled()).toEqual(TABLE);
  });

  it('bring what cannot be cancelled', async () => {
    const next = (await audits().getDelayed()).find(({ name }) => name === 'audit.prune');
    const { body } = await api.http().delete(`/api/v1/jobs/audit/${next?.id}`).expect(409);
    expect(body).toMatchObject({ reason: 'job_scheduled' });
    expect(await next?.getState()).toBe('delayed');
    expect((await audits().getJob(next?.id ?? ''))?.data).not.toHaveProperty('cancelled');
  });

  it('keep a run that is due and waits when another worker starts', async () => {
    const job = (await audits().getDelayed()).find(({ name }) => name === 'audit.prune');
    await audits().pause();
    await job?.promote();
    const { log } = await startWorker();
    await eventually(() => log.of('schedules registered').length > 0, 20_000);
    expect(await job?.getState()).not.toBe('unknown');
    await audits().resume();
    await eventually(async () => (await job?.getState()) === 'completed', 20_000);
  });

  it('make the words that a search suggests anew', async () => {
    const { id } = await createUser(api);
    await createPost(api, id, { title: 'Analytical engines' });
    await runNow('search.refresh_words');
    const words = await api.dataSource.query<{ word: string }[]>('SELECT word FROM search_words');
    expect(words).toContainEqual({ word: 'analytical' });
  });
});
