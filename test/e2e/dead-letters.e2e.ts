import { jest } from '@jest/globals';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { ADMIN } from '../support/access-token.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { addFailedJobs } from '../support/failed-jobs.ts';
import { type Link, linkTo } from '../support/link.ts';
import { mailTo } from '../support/mailbox.ts';
import { sql } from '../support/sql.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

jest.setTimeout(60_000);

const PATH = '/api/v1/admin/jobs/dead-letters';

interface List {
  data: { id: string; queue: string }[];
  meta: { total: number; pages: number };
}

let api: TestApi;
let link: Link | undefined;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

afterAll(() => link?.cut());

afterEach(async () => {
  for (const name of ['email', 'media', 'audit'] as const)
    await api.app.get(JobQueues).queue(name).obliterate({ force: true });
});

async function list(query = ''): Promise<List> {
  const { body } = await api.http().get(`${PATH}?${query}`).expect(200);
  return body as List;
}

const idsOf = ({ data }: List) => data.map(({ id }) => id);

async function lastAudit(): Promise<object | undefined> {
  const [row] = await sql<object>(
    `SELECT action, actor_id::float8 AS actor, target_type AS type, target_id AS target, details
     FROM audit_events ORDER BY id DESC LIMIT 1`,
  );
  return row;
}

describe('the list of dead letters', () => {
  it('has the newest of all queues first, in pages', async () => {
    const now = Date.now();
    const [first, second] = await addFailedJobs(api, 2, { failedAt: now - 9000 });
    const [middle] = await addFailedJobs(api, 1, {
      failedAt: now - 8999.5,
      queue: 'media',
      name: 'image.resize',
    });
    const all = [second, middle, first];
    expect(idsOf(await list())).toEqual(all);
    expect(await list('page=2&limit=2')).toMatchObject({
      data: [{ id: first }],
      meta: { total: 3, pages: 2 },
    });
    expect(idsOf(await list('page=9&limit=2'))).toEqual([]);
    expect(idsOf(await list('queue=media'))).toEqual([middle]);
  });

  it('is filtered by job and by reason', async () => {
    const [refused] = await addFailedJobs(api, 1);
    const [late] = await addFailedJobs(api, 1, { failedReason: '[timeout] It ran longer than it may.' });
    const [stalled] = await addFailedJobs(api, 1, {
      name: 'user.welcome',
      failedReason: 'job stalled more than allowable limit',
    });
    expect(idsOf(await list('reason=timeout'))).toEqual([late]);
    expect(idsOf(await list('reason=stalled'))).toEqual([stalled]);
    expect(idsOf(await list('name=email.send')).sort()).toEqual([refused, late].sort());
    expect(idsOf(await list('name=email.send&reason=timeout&queue=email'))).toEqual([late]);
    expect(idsOf(await list('name=email'))).toEqual([]);
  });

  it('says what happened, without a stack and without what the job was to work on', async () => {
    const [id] = await addFailedJobs(api, 1, {
      failedReason: '[error] broken\n    at handle (/app/dist/a.js:1:2)',
    });
    const { body } = await api.http().get(PATH).expect(200);
    expect((body as { data: object[] }).data).toEqual([
      {
        id,
        queue: 'email',
        name: 'email.send',
        reason: 'error',
        message: 'broken',
        attempts: 3,
        maxAttempts: 3,
        retryable: true,
        userId: 12,
        requestId: 'tea-time',
        createdAt: expect.any(String) as string,
        startedAt: expect.any(String) as string,
        failedAt: expect.any(String) as string,
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('/app/');
  });
});

describe('a dead letter', () => {
  it('is shown with its payload, but for secrets and what people wrote', async () => {
    const payload = {
      to: 'ada@example.com',
      subject: 'Tea',
      body: 'At four?',
      more: { resetToken: 'hunter2', n: [1] },
    };
    const [id] = await addFailedJobs(api, 1, { payload });
    const { body } = await api.http().get(`${PATH}/email/${id}`).expect(200);
    expect(body).toMatchObject({
      id,
      payload: {
        to: 'ada@example.com',
        subject: '[redacted]',
        body: '[redacted]',
        more: { resetToken: '[redacted]', n: [1] },
      },
    });
    expect(JSON.stringify(body)).not.toMatch(/hunter2|At four|stack|\bat handle/);
  });

  it('of a job that nobody knows any more keeps its payload to itself, and is only to be discarded', async () => {
    const [id] = await addFailedJobs(api, 1, { name: 'tea.serve', payload: { whose: 'hunter2' } });
    const { body } = await api.http().get(`${PATH}/email/${id}`).expect(200);
    expect(body).toMatchObject({ name: 'tea.serve', retryable: false });
    expect(body).not.toHaveProperty('payload');
    const { body: problem } = await api.http().post(`${PATH}/email/${id}/retries`).expect(409);
    expect(problem).toMatchObject({ reason: 'job_unknown' });
    await api.http().delete(`${PATH}/email/${id}`).expect(204);
    await api.http().get(`${PATH}/email/${id}`).expect(404);
  });

  it.each(['failed', 'meta', 'id', 'nothing', '%00', 'a%3Ab'])('is not %s', async (id) => {
    await addFailedJobs(api, 1);
    for (const queue of ['email', 'tea']) await api.http().get(`${PATH}/${queue}/${id}`).expect(404);
    await api.http().delete(`${PATH}/email/${id}`).expect(404);
    await api.http().post(`${PATH}/email/${id}/retries`).expect(404);
  });

  it('is done again by a worker, with attempts that begin anew', async () => {
    const to = `ada-${Date.now()}@example.com`;
    const [id = ''] = await addFailedJobs(api, 1, { payload: { to, subject: 'Tea', body: 'At four?' } });
    const { headers, body } = await api.http().post(`${PATH}/email/${id}/retries`).expect(202);
    expect(body).toEqual({ jobId: id });
    expect(headers.location).toBe(`/api/v1/jobs/email/${id}`);
    expect(await lastAudit()).toEqual({
      action: 'job.retried',
      actor: ADMIN.id,
      type: 'job',
      target: id,
      details: { queue: 'email', name: 'email.send', reason: 'mail_refused' },
    });
    await api.http().post(`${PATH}/email/${id}/retries`).expect(404);
    const { app } = await startWorker();
    expect(await mailTo(to)).toMatchObject({ subject: 'Tea' });
    const job = await eventually(async () => {
      const { body: state } = await api.http().get(headers.location as string);
      return (state as { state: string }).state === 'completed' && (state as object);
    }, 20_000);
    expect(job).toMatchObject({ attempts: 1 });
    // Its failure, which no worker here has seen, stands in the history beside its success.
    const outcomes = await eventually(async () => {
      const rows = await sql<{ outcome: string }>(
        'SELECT outcome FROM job_history WHERE job_id = $1 ORDER BY finished_at',
        [id],
      );
      return rows.length === 2 && rows.map(({ outcome }) => outcome);
    }, 20_000);
    expect(outcomes).toEqual(['failed', 'completed']);
    await app.close();
  });

  it('is discarded once, of those who do it at once', async () => {
    const [id = ''] = await addFailedJobs(api, 1);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => api.http().delete(`${PATH}/email/${id}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
    expect(await lastAudit()).toMatchObject({ action: 'job.discarded', type: 'job', target: id });
  });
});

describe('dead letters in bulk', () => {
  it('are retried a thousand at a time, the oldest first', async () => {
    const ids = await addFailedJobs(api, 1240);
    const ask = async () =>
      (await api.http().post(`${PATH}/retries`).send({ queue: 'email' }).expect(200)).body as object;
    expect(await ask()).toEqual({ done: 1000, remaining: 240, refused: [] });
    expect(await lastAudit()).toMatchObject({
      action: 'job.retried',
      type: 'queue',
      target: 'email',
      details: { count: 1000 },
    });
    const newest = await list('queue=email&limit=100');
    expect(newest.meta.total).toBe(240);
    expect(idsOf(newest)[0]).toBe(ids.at(-1));
    expect(await ask()).toEqual({ done: 240, remaining: 0, refused: [] });
    expect(await ask()).toEqual({ done: 0, remaining: 0, refused: [] });
  });

  it('are chosen by job and reason, and discarded', async () => {
    await addFailedJobs(api, 3);
    await addFailedJobs(api, 4, { failedReason: '[timeout] It ran longer than it may.' });
    const choice = { queue: 'email', name: 'email.send', reason: 'timeout' };
    const { body } = await api.http().post(`${PATH}/discards`).send(choice).expect(200);
    expect(body).toEqual({ done: 4, remaining: 0, refused: [] });
    expect((await list()).meta.total).toBe(3);
  });

  it('are chosen by their ids; those that cannot be are named', async () => {
    const [id] = await addFailedJobs(api, 3);
    const [foreign] = await addFailedJobs(api, 1, { name: 'tea.serve' });
    const ids = [id, foreign, 'nobody', 'meta'];
    const { body } = await api.http().post(`${PATH}/retries`).send({ queue: 'email', ids }).expect(200);
    expect(body).toEqual({
      done: 1,
      remaining: 0,
      refused: [
        { id: foreign, reason: 'job_unknown' },
        { id: 'nobody', reason: 'gone' },
        { id: 'meta', reason: 'gone' },
      ],
    });
    expect((await list()).meta.total).toBe(3);
  });

  it.each([
    [{}, 'queue'],
    [{ queue: 'tea' }, 'queue'],
    [{ queue: 'email', ids: [] }, 'ids'],
    [{ queue: 'email', ids: ['a', 'a'] }, 'ids'],
    [{ queue: 'email', ids: Array.from({ length: 1001 }, (_, n) => `${n}`) }, 'ids'],
    [{ queue: 'email', name: 7 }, 'name'],
  ])('are not chosen by %j', async (choice, field) => {
    const { body } = await api.http().post(`${PATH}/discards`).send(choice).expect(422);
    expect(body).toMatchObject({ errors: [{ field }] });
  });
});

describe('without the queue Redis', () => {
  it('dead letters are unavailable, and nothing is recorded', async () => {
    const [id = ''] = await addFailedJobs(api, 1);
    const { REDIS_QUEUE_URL = '' } = await workerEnvironment();
    link = await linkTo(REDIS_QUEUE_URL);
    const cut = await startApi({ ...PRIMARY_ONLY, REDIS_QUEUE_URL: link.url });
    await cut.http().get(`${PATH}/email/${id}`).expect(200);
    await link.cut();
    const before = await lastAudit();
    for (const ask of [
      cut.http().get(PATH),
      cut.http().get(`${PATH}/email/${id}`),
      cut.http().delete(`${PATH}/email/${id}`),
      cut.http().post(`${PATH}/retries`).send({ queue: 'email' }),
    ]) {
      const { status, body, headers } = await ask;
      expect({ status, body }).toMatchObject({ status: 503, body: { reason: 'queue_unavailable' } });
      expect(headers['retry-after']).toBe('5');
    }
    expect(await lastAudit()).toEqual(before);
    expect((await list()).meta.total).toBe(1);
  });
});
