import { randomUUID } from 'node:crypto';
import { createUser } from '../builders/a-user.ts';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLines } from '../support/log-lines.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let log: LogLines;

beforeAll(async () => {
  api = await startApi();
  // A mail server that is not there: each job fails.
  log = (await startWorker({ SMTP_URL: 'smtp://127.0.0.1:1' })).log;
});

async function ended(id: string): Promise<object> {
  return eventually(async () => {
    const { body } = await api.http().get(`/api/v1/jobs/email/${id}`);
    return (body as { state: string }).state === 'failed' && (body as object);
  }, 15_000);
}

describe('a job that fails', () => {
  it('runs three times, later each time, and is then kept as failed', async () => {
    const mail = { to: 'ada@example.com', subject: 'Tea', body: 'At four?' };
    const { body } = await api.http().post('/api/v1/emails').send(mail).expect(202);
    const { jobId } = body as { jobId: string };
    expect(await ended(jobId)).toMatchObject({ state: 'failed', attempts: 3 });
    const lines = log.of('job failed').filter((line) => line.jobId === jobId);
    expect(lines.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(lines[0]).toMatchObject({ level: 'warn', queue: 'email', err: { code: 'ESOCKET' } });
    const [first = 0, second = 0, third = 0] = lines.map(({ time }) => Date.parse(time as string));
    expect(second - first).toBeGreaterThanOrEqual(500);
    expect(third - second).toBeGreaterThanOrEqual(1000);
  }, 20_000);

  it('does not hold up the next one', async () => {
    await createUser(api);
    await eventually(() => log.of('job failed').some(({ job }) => job === 'user.welcome'));
  });

  it.each([
    ['a payload that does not fit', 'user.welcome', { userId: 'hunter2' }],
    ['no payload', 'user.welcome', undefined],
  ])('because of %s is not run again', async (_, name, payload) => {
    const queue = api.app.get(JobQueues, { strict: false }).queue('email');
    const jobId = randomUUID();
    await queue.add(name, { payload }, { attempts: 3, backoff: 10, jobId });
    expect(await ended(jobId)).toMatchObject({ state: 'failed', attempts: 1 });
  });

  it('because nothing handles it is tried again, for a newer worker may know it', async () => {
    const queue = api.app.get(JobQueues, { strict: false }).queue('email');
    const jobId = randomUUID();
    await queue.add('tea.serve', { payload: {} }, { attempts: 2, backoff: 10, jobId });
    expect(await ended(jobId)).toMatchObject({ state: 'failed', attempts: 2 });
    expect(log.text()).toContain('no handler for job tea.serve of queue email');
  });
});
