import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { ReviveImportsHandler } from '../../src/features/imports/jobs/revive-imports.handler.js';
import { TidyImportsHandler } from '../../src/features/imports/jobs/tidy-imports.handler.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { type Account, openAccountWith } from '../builders/an-account.ts';
import { importAt, sendImport, type ShownImport, usersCsv } from '../builders/an-import.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { storedFiles } from '../support/stored-files.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let admin: Account;
/** Takes jobs to their queues, and does none of imports. */
let idle: INestApplicationContext;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  admin = await openAccountWith(api, 'admin');
  ({ app: idle } = await startWorker({ WORKER_QUEUES: 'email' }));
});

async function begin(content = usersCsv(3), options: object = {}): Promise<ShownImport> {
  return (await sendImport(admin.http, content, options).expect(202)).body as ShownImport;
}

function change({ id }: ShownImport, what: string) {
  return admin.http.post(`/api/v1/imports/${id}/${what}`);
}

const at = (made: ShownImport, ...states: string[]) => importAt(admin.http, made.id, states);
const jobIdOf = ({ links }: ShownImport) => links.job?.split('/').at(-1) ?? '';

async function handedOver(made: ShownImport): Promise<void> {
  const queue = idle.get(JobQueues).queue('import');
  await eventually(async () => (await queue.getJob(jobIdOf(made))) !== undefined);
}

/** As if nothing had been heard of it for so long. */
async function silent({ id }: ShownImport, time: string): Promise<void> {
  await api.dataSource.query(`ALTER TABLE imports DISABLE TRIGGER imports_touch`);
  await api.dataSource.query(`UPDATE imports SET updated_at = now() - $2::interval WHERE id = $1`, [
    id,
    time,
  ]);
  await api.dataSource.query(`ALTER TABLE imports ENABLE TRIGGER imports_touch`);
}

async function revive(made: ShownImport): Promise<ShownImport> {
  await silent(made, '3 minutes');
  await idle.get(ReviveImportsHandler).handle();
  return (await admin.http.get(`/api/v1/imports/${made.id}`).expect(200)).body as ShownImport;
}

describe('an import that waits', () => {
  it('is paused, resumed and cancelled, each where that makes sense [W6.H5]', async () => {
    const made = await begin();
    const reasonOf = async (what: string) =>
      ((await change(made, what).expect(409)).body as { reason: string }).reason;
    expect(await reasonOf('resumption')).toBe('import_not_paused');
    expect((await change(made, 'pause').expect(200)).body).toMatchObject({ state: 'paused' });
    expect(await reasonOf('pause')).toBe('import_paused');
    const kept = await admin.http.delete(`/api/v1/uploads/${made.uploadId}`).expect(409);
    expect(kept.body).toMatchObject({ reason: 'upload_in_use' });
    const kept2 = await admin.http.delete(`/api/v1/imports/${made.id}`).expect(409);
    expect(kept2.body).toMatchObject({ reason: 'import_not_finished' });
    const resumed = (await change(made, 'resumption').expect(202)).body as ShownImport;
    expect(resumed.state).toBe('queued');
    expect(resumed.links.job).not.toBe(made.links.job);
    const cancelled = await change(made, 'cancellation').expect(200);
    expect(cancelled.body).toMatchObject({ state: 'cancelled', finishedAt: expect.any(String) });
    for (const what of ['pause', 'resumption', 'cancellation'])
      expect(await reasonOf(what)).toBe('import_finished');
    const { body } = await admin.http
      .get(`/api/v1/admin/audit?targetType=import&targetId=${made.id}`)
      .expect(200);
    expect((body as { data: { action: string }[] }).data.map(({ action }) => action)).toEqual([
      'import.cancelled',
      'import.resumed',
      'import.paused',
      'import.created',
    ]);
  });

  it('is left alone as long as its job waits too', async () => {
    const made = await begin();
    expect((await revive(made)).links.job).toBe(made.links.job);
    await handedOver(made);
    expect((await revive(made)).links.job).toBe(made.links.job);
    await change(made, 'cancellation').expect(200);
  });

  it('is given another job when its queue has lost the first', async () => {
    const made = await begin();
    await handedOver(made);
    await idle.get(JobQueues).queue('import').obliterate({ force: true });
    const revived = await revive(made);
    expect(revived).toMatchObject({ state: 'queued' });
    expect(revived.links.job).not.toBe(made.links.job);
    await change(made, 'cancellation').expect(200);
  });

  it('is paused when somebody cancels its job, and not revived', async () => {
    const made = await begin();
    await handedOver(made);
    await admin.http.delete(made.links.job ?? '').expect(204);
    expect(await revive(made)).toMatchObject({ state: 'paused', reason: 'job_cancelled' });
  });

  it('has failed when its job has, and its worker could not say so', async () => {
    const made = await begin();
    await handedOver(made);
    await idle.get(JobQueues).queue('import').obliterate({ force: true });
    await api.dataSource.query(`SELECT create_job_history_days(current_date, current_date + 1)`);
    await api.dataSource.query(
      `INSERT INTO job_history (finished_at, queue, name, job_id, enqueued_at, attempts, outcome, reason)
       VALUES (now(), 'import', 'import.run', $1, now(), 6, 'failed', 'stalled')`,
      [jobIdOf(made)],
    );
    const failed = await revive(made);
    expect(failed).toMatchObject({ state: 'failed', reason: 'stalled' });
    const resumed = await change(made, 'resumption').expect(202);
    expect(resumed.body).toMatchObject({ state: 'queued' });
    expect(resumed.body).not.toHaveProperty('reason');
  });

  it('is deleted with its file and its rejected rows when it has been over for long', async () => {
    const [old, young] = [await begin(), await begin()];
    for (const each of [old, young]) await change(each, 'cancellation').expect(200);
    const name = old.uploadId ?? '';
    await api.dataSource.query(
      `INSERT INTO import_rejects (import_id, row, line, fields, faults) VALUES ($1, 1, 2, '{a}', '[]')`,
      [old.id],
    );
    await silent(old, '31 days');
    await silent(young, '29 days');
    await api.dataSource.query(`UPDATE uploads SET created_at = now() - interval '31 days'`);
    await idle.get(TidyImportsHandler).handle();
    await admin.http.get(`/api/v1/imports/${old.id}`).expect(404);
    await admin.http.get(`/api/v1/imports/${young.id}`).expect(200);
    const files = await storedFiles();
    expect([files.includes(name), files.includes(young.uploadId ?? '')]).toEqual([false, true]);
    expect(await api.dataSource.query('SELECT FROM import_rejects')).toEqual([]);
  });
});

describe('an import that runs', () => {
  const ROWS = 4000;
  const prefix = () => randomUUID();
  let running: ShownImport;

  beforeAll(async () => {
    await startWorker({ WORKER_QUEUES: 'import' });
  });

  beforeEach(async () => {
    running = await begin(usersCsv(ROWS, prefix()), { batchSize: 10 });
    await eventually(async () => (await at(running, 'running')).rows > 0, 60_000);
  });

  it('stops when it is paused and goes on where it was, until every row is there once [W6.H5]', async () => {
    await change(running, 'pause').expect(200);
    const paused = await at(running, 'paused');
    expect(paused.rows).toBeLessThan(ROWS);
    await change(running, 'resumption').expect(202);
    expect(await at(running, 'completed', 'failed')).toMatchObject({
      state: 'completed',
      rows: ROWS,
      inserted: ROWS,
    });
  }, 60_000);

  it('stops for good when it is cancelled, and what was imported stays', async () => {
    await change(running, 'cancellation').expect(200);
    const job = (await admin.http.get(`/api/v1/imports/${running.id}`).expect(200)).body as ShownImport;
    await eventually(async () => {
      const { body } = await admin.http.get(job.links.job ?? '').expect(200);
      return (body as { state: string }).state === 'completed';
    }, 60_000);
    const { rows, inserted, state } = await at(running, 'cancelled');
    expect({ state, whole: rows === ROWS }).toEqual({ state: 'cancelled', whole: false });
    expect(inserted).toBe(rows);
  }, 60_000);

  it('is paused when somebody cancels its job', async () => {
    const { links } = await at(running, 'running', 'queued');
    await admin.http.delete(links.job ?? '').expect(202);
    expect(await at(running, 'paused', 'completed')).toMatchObject({
      state: 'paused',
      reason: 'job_cancelled',
    });
  }, 60_000);

  it('has failed with the reason when all attempts of its job have, and is done when it is resumed', async () => {
    await change(running, 'pause').expect(200);
    const { rows } = await at(running, 'paused');
    // Nothing that passes, and nothing that is known: somebody has spoilt its row.
    const [{ options } = { options: {} }] = await api.dataSource.query<{ options: object }[]>(
      `SELECT options FROM imports WHERE id = $1`,
      [running.id],
    );
    const setOptions = (to: object) =>
      api.dataSource.query(`UPDATE imports SET options = $2 WHERE id = $1`, [running.id, to]);
    await setOptions({});
    const resumed = (await change(running, 'resumption').expect(202)).body as ShownImport;
    const queue = idle.get(JobQueues).queue('import');
    // Nobody waits here for the pauses between attempts.
    await eventually(async () => {
      const job = await queue.getJob(jobIdOf(resumed));
      // Its pause may end meanwhile.
      if (await job?.isDelayed()) await job?.promote().catch(() => {});
      return (await at(running, 'queued', 'running', 'failed')).state === 'failed';
    }, 60_000);
    const failed = await at(running, 'failed');
    expect(failed).toMatchObject({ reason: 'error', message: expect.any(String), rows });
    await setOptions(options);
    await change(running, 'resumption').expect(202);
    expect(await at(running, 'completed')).toMatchObject({ rows: ROWS, inserted: ROWS });
  }, 120_000);
});
