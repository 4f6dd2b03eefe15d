import { randomUUID } from 'node:crypto';
import { aUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type Link, linkTo } from '../support/link.ts';
import type { LogLines } from '../support/log-lines.ts';
import { mailTo } from '../support/mailbox.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
let link: Link;
let worker: { log: LogLines };

beforeAll(async () => {
  link = await linkTo((await workerEnvironment()).REDIS_QUEUE_URL ?? '');
  api = await startApi({ REDIS_QUEUE_URL: link.url });
  // One at a time, so that their order can be seen.
  worker = await startWorker({ REDIS_QUEUE_URL: link.url, WORKER_CONCURRENCY: '1', JOB_LOCK_MS: '10000' });
});

afterAll(() => link.cut());

const waiting = async () =>
  (await api.dataSource.query("SELECT count(*)::int AS count FROM outbox WHERE queue <> 'cache'"))[0]
    .count as number;

describe('while the queue Redis is away', () => {
  it('requests succeed, and their jobs arrive afterwards, the most urgent first [W5.I7] [W5.S6] [W5.H2]', async () => {
    await link.cut();
    const user = aUser();
    await api.http().post('/api/v1/users').send(user).expect(201);
    const to = (priority: string) => `${priority}-${randomUUID()}@example.com`;
    const sent: string[] = [];
    for (const priority of ['low', 'normal', 'high', 'low', 'high']) {
      const mail = { to: to(priority), subject: priority, body: 'At four?', priority };
      const { body, headers } = await api.http().post('/api/v1/emails').send(mail).expect(202);
      sent.push(body.jobId as string);
      const job = await api
        .http()
        .get(headers.location as string)
        .expect(200);
      expect(job.body).toMatchObject({ id: body.jobId, state: 'waiting', attempts: 0 });
    }
    await eventually(() => worker.log.of('jobs cannot be handed over').length > 0, 20_000);
    expect(await waiting()).toBe(6);
    await link.mend();
    await mailTo(user.email);
    await eventually(async () => (await completed(sent)).length === sent.length, 30_000);
    expect(await waiting()).toBe(0);
    const [low1, normal, high1, low2, high2] = sent;
    expect(await completed(sent)).toEqual([high1, high2, normal, low1, low2]);
  }, 90_000);
});

it('connections to the queue Redis that hang are given up, by requests and by workers', async () => {
  link.freeze();
  const mail = { to: `${randomUUID()}@example.com`, subject: 'Tea', body: 'At four?' };
  const { body, headers } = await api.http().post('/api/v1/emails').send(mail).expect(202);
  await eventually(async () => (await completed([body.jobId as string])).length === 1, 60_000);
  await eventually(
    async () => (await api.http().get(headers.location as string)).body.state === 'completed',
    60_000,
  );
}, 150_000);

async function completed(ids: readonly string[]): Promise<unknown[]> {
  return worker.log
    .of('job completed')
    .map(({ jobId }) => jobId)
    .filter((id) => ids.includes(String(id)));
}
