import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, UNCACHED } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';
import { logged, loggedOf } from '../support/query-log.ts';
import { endProcesses, launch } from '../support/processes.ts';
import { sql } from '../support/sql.ts';
import { startWorker } from '../support/worker.ts';

const ALL = { ...UNCACHED, QUERY_LOG_SAMPLE: '1' };

beforeEach(() => sql('TRUNCATE query_log, query_shapes'));

afterAll(endProcesses);

describe('the query log', () => {
  it('keeps each statement with its time, rows, node, route and request [W4.B3] [W4.H3] [W4.B4]', async () => {
    const api = await startApi({ ...PRIMARY_ONLY, ...ALL });
    const { id } = await createUser(api);
    await api.http().get(`/api/v1/users/${id}`).set('x-request-id', 'one').expect(200);
    const [row, ...others] = await loggedOf('one');
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      fingerprint: expect.stringMatching(/^[\da-f]{12}$/) as string,
      shape: expect.stringMatching(/^SELECT .* FROM "users" .*"id" = \$1/) as string,
      rows: 1,
      failed: false,
      node: 'node-1',
      role: 'primary',
      origin: 'GET /api/v1/users/:id',
      weight: 1,
    });
    expect(row?.duration_ms).toBeGreaterThan(0);
    expect(row?.age_ms).toBeGreaterThan(0);
    expect(row?.age_ms).toBeLessThan(60_000);
  });

  it('says what ran on a replica, and what failed [W4.B3]', async () => {
    const api = await startApi(ALL);
    const user = await createUser(api);
    const { body } = await api.http().post('/api/v1/users').set('x-request-id', 'twice').send(user);
    expect(body).toMatchObject({ status: 422 });
    const again = { name: user.name, email: user.email };
    await api.http().post('/api/v1/users').set('x-request-id', 'taken').send(again).expect(409);
    const failed = (await loggedOf('taken')).filter((row) => row.failed);
    expect(failed).toEqual([expect.objectContaining({ role: 'primary', rows: 0 })]);
    await eventually(async () => {
      await api.anonymous().get('/api/v1/users').expect(200);
      const rows = await logged(`origin = 'GET /api/v1/users' AND role = 'replica'`);
      return rows.some(({ node, shape }) => node !== 'node-1' && shape.startsWith('SELECT'));
    }, 20_000);
  });

  it('holds no value of any statement [W4.B3] [W4.H3]', async () => {
    const api = await startApi({ ...PRIMARY_ONLY, ...ALL });
    const user = await createUser(api, { name: 'hunter2 name', email: 'hunter2@example.com' });
    await createPost(api, user.id, { title: 'hunter2 title', body: 'hunter2 body' });
    await api.http().get('/api/v1/posts?title=hunter2').expect(200);
    await api.dataSource.query(`SELECT 'hunter2', 424242 AS "number"`);
    await api.http().get('/api/v1/users?name=hunter2').set('x-request-id', 'last').expect(200);
    await loggedOf('last');
    const tables = ['query_log', 'query_shapes'].map((table) =>
      sql<{ row: string }>(`SELECT t::text AS row FROM ${table} t`),
    );
    const text = JSON.stringify(await Promise.all(tables));
    expect(text).toContain('SELECT ?, ? AS');
    expect(text).toContain('SELECT $1, $2::integer AS');
    expect(text).not.toMatch(/hunter2|424242/);
  });

  it('is written many at a time, and not about itself [W4.B3]', async () => {
    const api = await startApi({ ...PRIMARY_ONLY, ...ALL });
    await Promise.all(Array.from({ length: 60 }, () => api.http().get('/api/v1/users').expect(200)));
    await eventually(async () => (await logged(`origin = 'GET /api/v1/users'`)).length === 60, 20_000);
    const [{ writes = 0 } = {}] = await sql<{ writes: number }>(
      `SELECT count(DISTINCT xmin::text)::int AS writes FROM query_log WHERE origin = 'GET /api/v1/users'`,
    );
    expect(writes).toBeLessThan(60);
    expect((await logged()).filter(({ shape }) => /query_(log|shapes)/.test(shape))).toEqual([]);
  });

  it('names the job that sent a statement, and the request behind it [W4.B3]', async () => {
    const api = await startApi(PRIMARY_ONLY);
    await startWorker({ ...PRIMARY_ONLY, ...ALL });
    const fields = { name: 'Ada', email: 'ada.of.the.log@example.com' };
    await api.http().post('/api/v1/users').set('x-request-id', 'job').send(fields).expect(201);
    const rows = await loggedOf('job');
    expect(new Set(rows.map(({ origin }) => origin))).toEqual(new Set(['user.welcome']));
  });

  it('has whatever was sent when a process is told to end [W4.B3]', async () => {
    const api = await launch('api', ALL);
    const { address } = await api.line('listening');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        fetch(`${address as string}/api/v1/users`, { headers: { 'x-request-id': `last-${n}` } }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    api.signal('SIGTERM');
    expect(await api.exit()).toBe(0);
    const rows = await logged(`request_id LIKE 'last-%'`);
    expect(new Set(rows.map(({ request_id }) => request_id)).size).toBe(40);
  });
});

describe('the share that is kept', () => {
  it('is nothing at 0 [W4.B3]', async () => {
    const api = await startApi({
      ...PRIMARY_ONLY,
      ...UNCACHED,
      QUERY_LOG_SAMPLE: '0',
      QUERY_LOG_SLOW_MS: '1',
    });
    const read = () => api.http().get('/api/v1/users').set('x-request-id', 'none').expect(200);
    await Promise.all(Array.from({ length: 20 }, read));
    await api.app.close();
    expect(await logged(`request_id = 'none'`)).toEqual([]);
  });

  it('stands for the rest by its weight [W4.B3]', async () => {
    const share = { QUERY_LOG_SAMPLE: '0.5', QUERY_LOG_SLOW_MS: '86400000' };
    const api = await startApi({ ...PRIMARY_ONLY, ...UNCACHED, ...share });
    const read = () => api.http().get('/api/v1/users').set('x-request-id', 'half').expect(200);
    const kept = await eventually(async () => {
      await Promise.all(Array.from({ length: 10 }, read));
      const rows = await logged(`request_id = 'half'`);
      return rows.length > 10 && rows;
    }, 20_000);
    expect(new Set(kept.map(({ weight }) => weight))).toEqual(new Set([2]));
  });

  it('takes in every slow statement, which stands for itself [W4.B3] [W4.H3]', async () => {
    const share = { QUERY_LOG_SAMPLE: '0.0000001', QUERY_LOG_SLOW_MS: '400' };
    const api = await startApi({ ...PRIMARY_ONLY, ...UNCACHED, ...share });
    const { id } = await createUser(api);
    await whileLocked(`SELECT 1 FROM users WHERE id = ${id} FOR UPDATE`, async (release) => {
      const slow = api
        .http()
        .patch(`/api/v1/users/${id}`)
        .set('x-request-id', 'slow')
        .send({ name: 'B' })
        .then(({ status }) => status);
      await eventually(async () => (await waiting(api)) === 1);
      await new Promise((resolve) => setTimeout(resolve, 500));
      await release();
      expect(await slow).toBe(200);
    });
    const rows = await loggedOf('slow');
    expect(rows.find(({ shape }) => shape.startsWith('UPDATE'))).toMatchObject({ weight: 1, rows: 1 });
    for (const row of rows) expect(row.duration_ms).toBeGreaterThanOrEqual(400);
  });
});
