import { jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { JobHistory } from '../../src/platform/jobs/history/job-history.js';
import { HistorySweep } from '../../src/platform/jobs/history/history-sweep.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { QUEUE_REDIS } from '../../src/platform/redis/redis.module.js';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { whileLocked } from '../support/held-lock.ts';
import { endProcesses, launch } from '../support/processes.ts';
import { sql } from '../support/sql.ts';
import { startWorker } from '../support/worker.ts';

jest.setTimeout(120_000);

interface Entry {
  queue: string;
  name: string;
  job_id: string;
  user_id: string | null;
  wait_ms: number;
  run_ms: number;
  attempts: number;
  outcome: string;
  reason: string | null;
  worker: string | null;
}

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(endProcesses);

const emails = () => api.app.get(JobQueues).queue('email');

async function send(fields: object = {}): Promise<string> {
  const mail = { to: 'ada@example.com', subject: 'Tea', body: 'At four?', ...fields };
  const { body } = await api.http().post('/api/v1/emails').send(mail).expect(202);
  return (body as { jobId: string }).jobId;
}

function entries(jobId: string): Promise<Entry[]> {
  return sql<Entry>('SELECT * FROM job_history WHERE job_id = $1 ORDER BY finished_at', [jobId]);
}

const entryOf = (jobId: string) => eventually(async () => (await entries(jobId))[0], 20_000);

const stateOf = async (id: string) => {
  const { body } = await api.http().get(`/api/v1/jobs/email/${id}`);
  return (body as { state: string }).state;
};

/** What has just ended is left to its worker. */
async function endedAMinuteAgo(ids: readonly string[]): Promise<void> {
  const redis = api.app.get<Redis>(QUEUE_REDIS);
  for (const id of ids) {
    const finishedOn = Number((await emails().getJob(id))?.finishedOn) - 60_000;
    await redis.hset(emails().toKey(id), { finishedOn });
    await redis.zadd(emails().toKey('completed'), finishedOn, id);
  }
  // A minute ago may have been yesterday.
  await sql(`SELECT create_job_history_days(current_date - 1, current_date)`);
  const minute = `finished_at - interval '1 minute'`;
  await sql(`UPDATE job_history SET finished_at = ${minute} WHERE job_id = ANY($1)`, [ids]);
}

describe('the history of jobs', () => {
  it('has each job that a worker has finished, with its times and its worker [W5.B4]', async () => {
    const { app } = await startWorker();
    const id = await send();
    const delayed = await send({ sendAt: new Date(Date.now() + 1500) });
    expect(await entryOf(id)).toMatchObject({
      queue: 'email',
      name: 'email.send',
      user_id: '900000000000',
      attempts: 1,
      outcome: 'completed',
      reason: null,
      worker: expect.stringContaining(`:${process.pid}`) as string,
    });
    const job = await emails().getJob(id);
    const [row] = await sql<{ same: boolean; wait: boolean; run: boolean }>(
      `SELECT finished_at = to_timestamp($2::float8 / 1000) AS same, wait_ms = $3 AS wait, run_ms = $4 AS run
       FROM job_history WHERE job_id = $1`,
      [
        id,
        job?.finishedOn,
        Number(job?.processedOn) - Number(job?.timestamp),
        Number(job?.finishedOn) - Number(job?.processedOn),
      ],
    );
    expect(row).toEqual({ same: true, wait: true, run: true });
    // It waits from when it is due.
    const { wait_ms: wait } = await entryOf(delayed);
    const late = await emails().getJob(delayed);
    expect(wait).toBe(
      Math.max(0, Number(late?.processedOn) - Number(late?.timestamp) - Number(late?.opts.delay)),
    );
    await app.close();
  });

  it('has one that failed once its attempts are used up, with the reason, and again when it was retried', async () => {
    const { app } = await startWorker();
    const job = await emails().add('user.welcome', { payload: 'tea' }, { attempts: 3 });
    const id = job.id ?? '';
    expect(await entryOf(id)).toMatchObject({ outcome: 'failed', reason: 'invalid_payload', attempts: 1 });
    await job.retry('failed', { resetAttemptsMade: true });
    await eventually(async () => (await entries(id)).length === 2, 20_000);
    await app.close();
  });

  it('keeps texts as they are, and what is null as absent', async () => {
    const odd = "a\"b\\c,{NULL} 'x' ä\n";
    const entry = {
      finishedAt: Date.now(),
      enqueuedAt: Date.now() - 5,
      attempts: 1,
      outcome: 'failed',
    } as const;
    const nothing = { userId: null, waitMs: null, runMs: null, worker: null } as unknown as {
      worker?: string;
    };
    const whole = { ...entry, queue: 'email', name: odd, jobId: odd, reason: odd };
    await api.app.get(JobHistory, { strict: false }).add([
      { ...whole, ...nothing },
      { ...whole, jobId: 'NULL', reason: '', worker: 'null' },
    ]);
    const absent = { user_id: null, wait_ms: null, run_ms: null };
    expect(await entries(odd)).toMatchObject([{ name: odd, reason: odd, worker: null, ...absent }]);
    expect(await entries('NULL')).toMatchObject([{ name: odd, reason: '', worker: 'null', ...absent }]);
  });

  it('is written before a worker stops', async () => {
    const { app } = await startWorker();
    const ids = await Promise.all(Array.from({ length: 10 }, () => send()));
    await eventually(
      async () => (await Promise.all(ids.map(stateOf))).every((state) => state === 'completed'),
      20_000,
    );
    await app.close();
    const rows = await sql('SELECT FROM job_history WHERE job_id = ANY($1)', [ids]);
    expect(rows).toHaveLength(10);
  });

  it('tells of a job that its queue has forgotten, to those who may see it', async () => {
    const { app } = await startWorker();
    const id = await send();
    await entryOf(id);
    const { body: known } = await api.http().get(`/api/v1/jobs/email/${id}`).expect(200);
    await (await emails().getJob(id))?.remove();
    const past = await eventually(async () => {
      const { status, body } = await api.http().get(`/api/v1/jobs/email/${id}`);
      return status === 200 && (body as object);
    });
    expect(past).toEqual({ ...(known as object), progress: 100 });
    const { id: other } = await createUser(api);
    await api.as({ id: other }).get(`/api/v1/jobs/email/${id}`).expect(404);
    await api.http().get(`/api/v1/jobs/media/${id}`).expect(404);
    await app.close();
  });
});

describe('the sweep of the history', () => {
  it('adds what a worker that was killed could not write, once [W5.B4]', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => send()));
    await whileLocked('LOCK TABLE job_history IN EXCLUSIVE MODE', async () => {
      const worker = await launch('worker', { WORKER_QUEUES: 'email' });
      await eventually(
        async () => (await Promise.all(ids.map(stateOf))).every((state) => state === 'completed'),
        60_000,
      );
      worker.signal('SIGKILL');
      await worker.exit();
      // What it had sent already would be done by the server all the same.
      await sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE '%INSERT INTO job_history%' AND pid <> pg_backend_pid()`,
      );
    });
    const count = async () => (await sql('SELECT FROM job_history WHERE job_id = ANY($1)', [ids])).length;
    expect(await count()).toBe(0);
    await endedAMinuteAgo(ids);
    const { app } = await startWorker({ WORKER_QUEUES: 'audit' });
    const sweep = app.get(HistorySweep, { strict: false });
    expect(await sweep.run()).toBeGreaterThanOrEqual(20);
    expect(await count()).toBe(20);
    expect(await sweep.run()).toBe(0);
    expect(await entryOf(ids[0] ?? '')).toMatchObject({ outcome: 'completed', attempts: 1, worker: null });
    await app.close();
  });

  it('agrees with what workers write, so that an entry stands once', async () => {
    const { app } = await startWorker();
    const id = await send();
    await entryOf(id);
    await endedAMinuteAgo([id]);
    await sql('DELETE FROM job_history_sweeps');
    await app.get(HistorySweep, { strict: false }).run();
    expect(await entries(id)).toHaveLength(1);
    await app.close();
  });

  it('leaves what has just ended to its worker, and finds nothing missing', async () => {
    const { app } = await startWorker({ WORKER_QUEUES: 'email' });
    const id = await whileLocked('LOCK TABLE job_history IN EXCLUSIVE MODE', async () => {
      const sent = await send();
      await eventually(async () => (await stateOf(sent)) === 'completed', 20_000);
      expect(await app.get(HistorySweep, { strict: false }).run()).toBe(0);
      return sent;
    });
    expect(await entryOf(id)).toMatchObject({ worker: expect.any(String) });
    await app.close();
  });

  it('looks at more than fits into one question', async () => {
    const end = Date.now() - 60_000;
    const redis = api.app.get<Redis>(QUEUE_REDIS);
    const many = redis.pipeline();
    for (let n = 0; n < 2500; n += 1) {
      // Some end in the same millisecond, also where one part ends and the next begins.
      const finishedOn = end + Math.floor(n / 3);
      const times = { timestamp: finishedOn - 5, processedOn: finishedOn - 2, finishedOn };
      const job = { name: 'email.send', data: '{"payload":{}}', opts: '{}', ...times };
      many.hset(emails().toKey(`many-${n}`), job).zadd(emails().toKey('completed'), finishedOn, `many-${n}`);
    }
    await many.exec();
    const { app } = await startWorker({ WORKER_QUEUES: 'audit' });
    await app.get(HistorySweep, { strict: false }).run();
    const rows = await sql(
      `SELECT FROM job_history WHERE job_id LIKE 'many-%' AND wait_ms = 3 AND run_ms = 2`,
    );
    expect(rows).toHaveLength(2500);
    await app.close();
  });
});
