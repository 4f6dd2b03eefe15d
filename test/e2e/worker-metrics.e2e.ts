import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses, launch, type RunningProcess } from '../support/processes.ts';
import { metric } from '../support/query-log.ts';
import { type Link, linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

jest.setTimeout(120_000);

// All workers have it: one with a longer lock would put off the next look for stalled jobs by as much.
const SHORT_LOCK = { JOB_LOCK_MS: '1000' };

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterEach(endProcesses);

async function addressOf(worker: RunningProcess): Promise<string> {
  return String((await worker.line('health and metrics')).address);
}

async function metricsOf(url: string): Promise<string> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  return answer.text();
}

async function send(): Promise<string> {
  const mail = { to: 'ada@example.com', subject: 'Tea', body: 'At four?' };
  const { body } = await api.http().post('/api/v1/emails').send(mail).expect(202);
  return (body as { jobId: string }).jobId;
}

const linesOf = (worker: RunningProcess, msg: string, jobId: string) =>
  worker.lines().filter((line) => line.msg === msg && line.jobId === jobId);

describe('the metrics and the log of a worker', () => {
  it('tell of jobs that completed and failed, with their times [W5.I5] [W5.S7]', async () => {
    const worker = await launch('worker', { ...SHORT_LOCK, WORKER_PORT: '0', WORKER_QUEUES: 'email' });
    const url = await addressOf(worker);
    const sent = await send();
    const queue = api.app.get(JobQueues).queue('email');
    const failing = await queue.add('user.welcome', { payload: 'tea' }, { attempts: 3 });
    const foreign = await queue.add('tea.serve', { payload: {} }, { attempts: 2, backoff: 10 });
    const facts = (jobId: string, job: string) => ({ queue: 'email', job, jobId });
    await eventually(() => linesOf(worker, 'job failed', foreign.id ?? '').length === 2, 20_000);
    await eventually(() => linesOf(worker, 'job completed', sent).length === 1, 20_000);
    expect(linesOf(worker, 'job completed', sent)[0]).toMatchObject({
      ...facts(sent, 'email.send'),
      waitMs: expect.any(Number) as number,
      runMs: expect.any(Number) as number,
    });
    expect(linesOf(worker, 'job failed', failing.id ?? '')).toEqual([
      expect.objectContaining({
        ...facts(failing.id ?? '', 'user.welcome'),
        level: 'warn',
        attempt: 1,
      }) as object,
    ]);
    const text = await metricsOf(url);
    const labels = (job: string, outcome: string) => `{queue="email",job="${job}",outcome="${outcome}"} 1`;
    for (const series of [
      labels('email.send', 'completed'),
      labels('user.welcome', 'failed'),
      // A name that nobody here knows makes no series of its own.
      labels('unknown', 'repeated'),
      labels('unknown', 'failed'),
    ])
      expect(text).toContain(`groundwork_jobs_total${series}`);
    expect(text).not.toContain('tea.serve');
    expect(metric(text, 'groundwork_job_run_seconds_count', 'email.send')).toBe(1);
    expect(metric(text, 'groundwork_job_wait_seconds_count', 'email.send')).toBe(1);
  });

  it('tell of a job whose worker was killed [W5.I5]', async () => {
    // A mail server that takes the call and says nothing.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const killed = await launch('worker', { ...SHORT_LOCK, SMTP_URL: `smtp://127.0.0.1:${port}` });
    const jobId = await send();
    const job = api.app.get(JobQueues).queue('email');
    await eventually(async () => (await job.getJobState(jobId)) === 'active', 20_000);
    killed.signal('SIGKILL');
    await killed.exit();
    silent.close();
    const worker = await launch('worker', { ...SHORT_LOCK, WORKER_PORT: '0' });
    const url = await addressOf(worker);
    await eventually(() => linesOf(worker, 'job completed', jobId).length === 1, 60_000);
    expect(linesOf(worker, 'job stalled', jobId)).toEqual([
      expect.objectContaining({ level: 'warn', queue: 'email' }) as object,
    ]);
    expect(await metricsOf(url)).toContain('groundwork_job_stalls_total{queue="email"} 1');
  });
});

describe('the endpoint of a worker', () => {
  it('is not there unless it is asked for', async () => {
    const worker = await launch('worker');
    await worker.line('taking jobs');
    expect(worker.lines().map(({ msg }) => msg)).not.toContain('health and metrics');
  });

  it('answers what it has, and closes at a stop', async () => {
    const worker = await launch('worker', { WORKER_PORT: '0' });
    const url = await addressOf(worker);
    await worker.line('taking jobs');
    const statusOf = async (path: string, method = 'GET') => (await fetch(url + path, { method })).status;
    expect(await statusOf('/health/live')).toBe(200);
    expect(await statusOf('/health/ready?now')).toBe(200);
    expect(await statusOf('/metrics', 'HEAD')).toBe(200);
    expect(await statusOf('/')).toBe(404);
    expect(await statusOf('/metrics', 'POST')).toBe(405);
    worker.signal('SIGTERM');
    expect(await worker.exit()).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('is not ready while its queues are away, but alive', async () => {
    const { REDIS_QUEUE_URL = '' } = await workerEnvironment();
    const link: Link = await linkTo(REDIS_QUEUE_URL);
    const worker = await launch('worker', { WORKER_PORT: '0', REDIS_QUEUE_URL: link.url });
    const url = await addressOf(worker);
    const statusOf = async (path: string) => (await fetch(`${url}/health/${path}`)).status;
    await eventually(async () => (await statusOf('ready')) === 200, 20_000);
    await link.cut();
    await eventually(async () => (await statusOf('ready')) === 503, 20_000);
    expect(await statusOf('live')).toBe(200);
    await link.mend();
    await eventually(async () => (await statusOf('ready')) === 200, 20_000);
    await link.cut();
  });
});
