import { jest } from '@jest/globals';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { addFailedJobs } from '../support/failed-jobs.ts';
import { type Link, linkTo } from '../support/link.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

jest.setTimeout(60_000);

let api: TestApi;
let link: Link;

beforeAll(async () => {
  const { REDIS_QUEUE_URL = '' } = await workerEnvironment();
  link = await linkTo(REDIS_QUEUE_URL);
  const fast = { QUEUE_SAMPLE_MS: '50', QUEUE_WAIT_WARNING_MS: '60000', REDIS_QUEUE_URL: link.url };
  api = await startApi({ ...PRIMARY_ONLY, ...fast });
});

afterAll(() => link.cut());

const email = () => api.app.get(JobQueues).queue('email');

/** The value of a series; undefined when there is none. */
async function valueOf(series: string): Promise<number | undefined> {
  const { text } = await api.http().get('/metrics').expect(200);
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

const jobs = (state: string) => valueOf(`groundwork_queue_jobs{queue="email",state="${state}"}`);
const oldest = () => valueOf('groundwork_queue_oldest_waiting_seconds{queue="email"}');
const is = (ask: () => Promise<number | undefined>, test: (value: number) => boolean) =>
  eventually(async () => {
    const value = await ask();
    return value !== undefined && test(value);
  }, 20_000);

describe('the metrics of the queues', () => {
  it('tell how many jobs there are by state', async () => {
    await is(
      () => jobs('waiting'),
      (count) => count === 0,
    );
    await email().add('email.send', {} as never, { priority: 10 });
    await email().add('email.send', {} as never);
    await email().add('email.send', {} as never, { delay: 3_600_000 });
    await addFailedJobs(api, 3);
    await is(
      () => jobs('waiting'),
      (count) => count === 2,
    );
    await is(
      () => jobs('delayed'),
      (count) => count === 1,
    );
    await is(
      () => jobs('failed'),
      (count) => count === 3,
    );
    expect(await jobs('active')).toBe(0);
    await email().obliterate({ force: true });
  });

  it.each([
    ['an urgent one', { priority: 1 }],
    ['one of low priority behind others', { priority: 100 }],
    ['one without priority', {}],
    ['one that was delayed', { delay: 1, timestamp: Date.now() - 600_000 }],
  ])('tell how long the oldest waits: %s', async (_, options) => {
    await email().add('email.send', {} as never, { priority: 10 });
    await email().add('email.send', {} as never, { timestamp: Date.now() - 500_000, ...options });
    await is(oldest, (age) => age >= 500 && age < 3600);
    await email().obliterate({ force: true });
    await is(oldest, (age) => age === 0);
  });

  it('take a delayed job for none that waits, before its time', async () => {
    await email().add('email.send', {} as never, { timestamp: Date.now() - 500_000, delay: 3_600_000 });
    await is(
      () => jobs('delayed'),
      (count) => count === 1,
    );
    expect(await oldest()).toBe(0);
    await email().obliterate({ force: true });
  });

  it('come with a warning when jobs wait too long, once until they do not', async () => {
    const begin = api.log.lines.length;
    const said = (msg: string) =>
      api.log.lines.slice(begin).filter((line) => line.msg === msg && line.queue === 'email');
    await email().add('email.send', {} as never, { timestamp: Date.now() - 90_000 });
    await eventually(() => said('jobs wait too long').length > 0, 20_000);
    await is(oldest, (age) => age > 91);
    expect(said('jobs wait too long')).toEqual([
      expect.objectContaining({ level: 'warn', queue: 'email', waiting: 1 }) as object,
    ]);
    await email().obliterate({ force: true });
    await eventually(() => said('jobs are taken in time again').length === 1, 20_000);
  });

  it('are answered while Redis is away, without what nobody knows then, and are back with it', async () => {
    await link.cut();
    await eventually(async () => (await jobs('waiting')) === undefined, 20_000);
    expect(await oldest()).toBeUndefined();
    await is(
      () => valueOf('groundwork_outbox_rows'),
      () => true,
    );
    await link.mend();
    await is(
      () => jobs('waiting'),
      (count) => count === 0,
    );
  });

  // At the end: from then on the lines of this process are those of the worker.
  it('tell of the outbox, while nobody empties it', async () => {
    const user = await createUser(api);
    await api.http().patch(`/api/v1/users/${user.id}`).send({ name: 'Countess' }).expect(200);
    const jobs = `SELECT count(*)::int AS count FROM outbox WHERE queue <> 'cache'`;
    const [jobRows] = await api.dataSource.query<{ count: number }[]>(jobs);
    const count = jobRows?.count ?? 0;
    expect(count).toBeGreaterThan(0);
    // Changes of the cache are there as well, and are no jobs.
    const [allRows] = await api.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM outbox',
    );
    const all = allRows?.count ?? 0;
    expect(all).toBeGreaterThan(count);
    await is(
      () => valueOf('groundwork_outbox_rows'),
      (rows) => rows === count,
    );
    await is(
      () => valueOf('groundwork_outbox_oldest_seconds'),
      (age) => age > 0,
    );
    const { app } = await startWorker({ WORKER_QUEUES: 'media' });
    await is(
      () => valueOf('groundwork_outbox_rows'),
      (rows) => rows === 0,
    );
    await app.close();
    await email().obliterate({ force: true });
  });
});
