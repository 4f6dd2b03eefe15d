import { createClient } from 'redis';
import { Database } from '../../src/platform/database/database.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { testJob, type Work } from '../jobs/definitions.ts';
import { JobsDrill, stopAll } from '../jobs/drill.ts';
import { ADMIN, bearer } from '../support/access-token.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses, environment, launch, type RunningProcess } from '../support/processes.ts';

const QUEUES = 6;

let drill: JobsDrill;

beforeAll(async () => {
  drill = await JobsDrill.open();
}, 120_000);

afterAll(endProcesses);

/** Connections to the queue Redis in the database of this test. */
async function connections(): Promise<number> {
  const url = new URL((await environment()).REDIS_QUEUE_URL ?? '');
  const database = `db=${url.pathname.slice(1)}`;
  const client = await createClient({ url: Object.assign(url, { pathname: '/15' }).toString() }).connect();
  const list = await client.sendCommand<string>(['CLIENT', 'LIST']);
  client.destroy();
  return list.split('\n').filter((line) => line.split(' ').includes(database)).length;
}

describe('connections to Redis', () => {
  it('are one for an API and two a queue for a worker, however much is enqueued and done [W5.H5]', async () => {
    // The API of the drill itself has one already.
    const before = await connections();
    const api = await launch('api', { PORT: '0' });
    const url = String((await api.line('listening', 60_000)).address);
    await enqueueByHttp(url, 5);
    expect((await connections()) - before).toBe(1);
    const worker = await drill.worker();
    await eventually(async () => (await connections()) - before === 2 + 2 * QUEUES, 30_000);
    await Promise.all([
      ...['email', 'audit', 'media', 'import'].map((queue) =>
        drill.enqueueAll(`test.${queue}`, Array(200).fill({})),
      ),
      ...Array.from({ length: 20 }, () => enqueueByHttp(url, 5)),
    ]);
    await eventually(async () => (await drill.effects()).jobs === 800, 60_000);
    expect((await connections()) - before).toBe(2 + 2 * QUEUES);
    expect(await stopAll([api, worker])).toEqual([0, 0]);
    expect(await connections()).toBe(before);
  }, 120_000);
});

async function enqueueByHttp(url: string, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) {
    const body = JSON.stringify({ to: 'ada@example.com', subject: 'Tea', body: 'At four?' });
    const headers = { 'content-type': 'application/json', ...bearer(ADMIN) };
    const answer = await fetch(`${url}/api/v1/emails`, { method: 'POST', headers, body });
    expect([answer.status, await answer.text()]).toEqual([202, expect.any(String)]);
  }
}

describe('in a worker', () => {
  let worker: RunningProcess;

  beforeAll(async () => {
    worker = await drill.worker();
  }, 60_000);

  afterAll(() => stopAll([worker]));

  it('a job that takes too long is stopped, and its statement with it [W5.I1] [W5.I5]', async () => {
    const id = await drill.enqueue('test.hurried', { does: 'statement', ms: 4000 });
    const sleeping = `SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep($1)' AND state = 'active'`;
    await eventually(async () => (await drill.ask(sleeping)).length === 1, 30_000);
    expect(await drill.ended('audit', id)).toMatchObject({ state: 'failed', attempts: 1, reason: 'timeout' });
    expect(await drill.ask(sleeping)).toEqual([]);
    const [run] = await drill.runs(id);
    expect(run).toMatchObject({ outcome: 'timeout' });
    expect(Number(run?.ended_at) - Number(run?.started_at)).toBeLessThan(4000);
  }, 60_000);

  it('a job brings along how far the log was, so that it reads what it was enqueued with', async () => {
    const job = await drill.api.app.get(Database).transaction('test.write', async (tx) => {
      await tx.manager.query(`INSERT INTO users (name, email) VALUES ('Ada', 'relayed@example.com')`);
      const payload: Work = { does: 'read', key: 'relayed@example.com' };
      return drill.api.app.get(JobQueues).enqueue(tx, testJob('test.email'), payload);
    });
    expect(await drill.ended('email', job)).toMatchObject({ state: 'completed', attempts: 1 });
    expect((await drill.queue('email').getJob(job))?.data).toMatchObject({ position: expect.any(String) });
  }, 90_000);

  it('the lines of a job have the trace and the request that it belongs to [W5.I5]', async () => {
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    const mail = { to: 'ada@example.com', subject: 'Tea', body: 'At four?' };
    const { body } = await drill.api
      .http()
      .post('/api/v1/emails')
      .set('traceparent', traceparent)
      .send(mail)
      .expect(202);
    const done = await eventually(
      () => worker.lines().find(({ jobId, msg }) => jobId === body.jobId && msg === 'job completed'),
      30_000,
    );
    const [request] = drill.api.log.of('request').filter(({ path }) => path === '/api/v1/emails');
    const { requestId } = request ?? {};
    expect(done).toMatchObject({ traceId: 'ab'.repeat(16), requestId });
  }, 60_000);
});
