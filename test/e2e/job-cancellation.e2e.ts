import { randomUUID } from 'node:crypto';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type SilentServer, startSilentServer } from '../support/silent-server.ts';
import { startWorker } from '../support/worker.ts';

const HOUR_MS = 3_600_000;

let api: TestApi;
let mailServer: SilentServer;

beforeAll(async () => {
  api = await startApi();
  mailServer = await startSilentServer();
});

afterAll(() => mailServer.close());

/** Wants a mail sent, and returns the address of the job that does it. */
async function order(fields: object = {}): Promise<string> {
  const mail = {
    to: `${randomUUID()}@example.com`,
    subject: 'Tea at four?',
    body: 'Bring the engine.',
    ...fields,
  };
  const { headers } = await api.http().post('/api/v1/emails').send(mail).expect(202);
  return headers.location as string;
}

const later = () => ({ sendAt: new Date(Date.now() + HOUR_MS).toISOString() });

async function stateOf(job: string): Promise<string | undefined> {
  const { body } = await api.http().get(job);
  return (body as { state?: string }).state;
}

const inOutbox = async () =>
  (await api.dataSource.query<object[]>("SELECT FROM outbox WHERE queue <> 'cache'")).length;

describe('a job that nobody wants any more', () => {
  it('is withdrawn from the outbox', async () => {
    const job = await order();
    expect(await stateOf(job)).toBe('waiting');
    await api.http().delete(job).expect(204);
    expect(await inOutbox()).toBe(0);
    expect(await stateOf(job)).toBe('cancelled');
  });

  it('is withdrawn from its queue while it waits there', async () => {
    const { app } = await startWorker({ WORKER_QUEUES: 'report' });
    const jobs = [await order(), await order(later())];
    await eventually(async () => (await inOutbox()) === 0);
    expect(await Promise.all(jobs.map(stateOf))).toEqual(['waiting', 'delayed']);
    for (const job of jobs) await api.http().delete(job).expect(204);
    expect(await Promise.all(jobs.map(stateOf))).toEqual(['cancelled', 'cancelled']);
    await api
      .http()
      .delete(jobs[0] ?? '')
      .expect(409);
    await app.close();
  });

  it('is withdrawn from both places when a relay handed it over and could not say so', async () => {
    const job = await order(later());
    const rows = await api.dataSource.query<object[]>("SELECT * FROM outbox WHERE queue <> 'cache'");
    const { app } = await startWorker({ WORKER_QUEUES: 'report' });
    await eventually(async () => (await inOutbox()) === 0);
    await app.close();
    await api.dataSource.query(
      'INSERT INTO outbox OVERRIDING USER VALUE SELECT * FROM jsonb_populate_recordset(NULL::outbox, $1)',
      [JSON.stringify(rows)],
    );
    await api.http().delete(job).expect(204);
    expect(await inOutbox()).toBe(0);
    const id = job.split('/').at(-1) ?? '';
    expect(await api.app.get(JobQueues).queue('email').getJob(id)).toBeUndefined();
    expect(await stateOf(job)).toBe('cancelled');
  });

  it('is told to stop when it runs, and is not tried again', async () => {
    const { log } = await startWorker({
      SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      WORKER_QUEUES: 'email',
    });
    const job = await order();
    await eventually(async () => (await stateOf(job)) === 'active');
    await api.http().delete(job).expect(202);
    await eventually(async () => (await stateOf(job)) === 'cancelled');
    expect(log.of('job cancelled')).toHaveLength(1);
    const { body } = await api.http().delete(job).expect(409);
    expect(body).toMatchObject({ reason: 'job_finished' });
  });

  it('is cancelled by whose it is and by who may cancel any, and that is recorded', async () => {
    const { id } = await createUser(api);
    const job = await order(later());
    await api.as({ id, role: 'user' }).delete(job).expect(404);
    await api.http().delete(job).expect(204);
    const { body } = await api.http().get('/api/v1/admin/audit?action=job.cancelled&limit=1').expect(200);
    const jobId = job.split('/').at(-1);
    expect(body).toMatchObject({
      data: [{ targetId: jobId, details: { queue: 'email', name: 'email.send', outcome: 'withdrawn' } }],
    });
  });
});
