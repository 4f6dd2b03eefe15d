import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { sql } from '../support/sql.ts';

const PATH = '/api/v1/admin/jobs/stats';
const DAY = 'from=2026-01-31&to=2026-02-01';

interface Report {
  data: { queue: string; name: string; start: string; completed: number }[];
  queues: { queue: string }[];
  jobs: { name: string }[];
  meta: object;
}

let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  await sql(`SELECT create_job_history_days('2026-01-30', '2026-02-02')`);
  // A hundred mails in two hours that waited 1 to 100 ms and ran ten times as long, of which every tenth failed.
  await add(`'email', 'email.send', noon + (n - 1) * interval '1 minute', n, n * 10,
             CASE WHEN n % 10 = 0 THEN 'failed' ELSE 'completed' END FROM generate_series(1, 100) n`);
  await add(`'email', 'user.welcome', noon, 5, 5, 'completed' FROM generate_series(1, 3) n`);
  await add(`'media', 'image.resize', noon, NULL, NULL, 'cancelled' FROM generate_series(1, 2) n`);
  await add(
    `'media', 'image.resize', noon + interval '1 day', 1, 1, 'completed' FROM generate_series(1, 4) n`,
  );
});

async function add(select: string): Promise<void> {
  await sql(
    `INSERT INTO job_history (job_id, enqueued_at, attempts, queue, name, finished_at, wait_ms, run_ms, outcome)
     SELECT gen_random_uuid(), now(), 1, ${select.replaceAll('noon', `timestamptz '2026-01-31 12:00Z'`)}`,
  );
}

async function report(query: string): Promise<Report> {
  const { body } = await api.http().get(`${PATH}?${query}`).expect(200);
  return body as Report;
}

describe('GET /api/v1/admin/jobs/stats', () => {
  it('sums up what has ended, by queue, by job and by hour [W5.B4]', async () => {
    const { queues, jobs, data, meta } = await report(DAY);
    const mail = {
      completed: 90,
      failed: 10,
      cancelled: 0,
      failureRate: 0.1,
      waitMs: { p50: 50, p95: 95, p99: 99 },
      runMs: { p50: 500, p95: 950, p99: 990 },
    };
    expect(queues).toEqual([
      expect.objectContaining({ queue: 'email', completed: 93, failed: 10, failureRate: 0.0971 }),
      { queue: 'media', completed: 0, failed: 0, cancelled: 2, failureRate: 0 },
    ]);
    expect(jobs).toEqual([
      { queue: 'email', name: 'email.send', ...mail },
      expect.objectContaining({ queue: 'email', name: 'user.welcome', completed: 3, failureRate: 0 }),
      { queue: 'media', name: 'image.resize', completed: 0, failed: 0, cancelled: 2, failureRate: 0 },
    ]);
    const hours = data.map(({ start, name, completed }) => [start.slice(11, 16), name, completed]);
    expect(hours).toEqual([
      ['12:00', 'email.send', 54],
      ['12:00', 'user.welcome', 3],
      ['12:00', 'image.resize', 0],
      ['13:00', 'email.send', 36],
    ]);
    expect(meta).toEqual({
      from: '2026-01-31T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
      interval: 'hour',
      ...{ page: 1, limit: 100, total: 4, pages: 1 },
    });
  });

  it.each([
    ['queue=media', ['image.resize']],
    ['name=user.welcome', ['user.welcome']],
    ['queue=media&name=user.welcome', []],
    ['from=2026-01-31T12:00:00Z&to=2026-01-31T12:00:00.001Z', ['email.send', 'user.welcome', 'image.resize']],
    ['from=2026-01-31T11:00:00Z&to=2026-01-31T12:00:00Z', []],
  ])('is about %s only [W5.B4]', async (filter, names) => {
    const times = filter.includes('from') ? '' : `${DAY}&`;
    expect((await report(`${times}${filter}`)).jobs.map(({ name }) => name)).toEqual(names);
  });

  it('goes by days of UTC, in pages', async () => {
    const days = 'from=2026-01-30&to=2026-02-03&queue=media&interval=day';
    const { data } = await report(days);
    expect(data.map(({ start, completed }) => [start, completed])).toEqual([
      ['2026-01-31T00:00:00.000Z', 0],
      ['2026-02-01T00:00:00.000Z', 4],
    ]);
    const { headers, body } = await api.http().get(`${PATH}?${days}&limit=1&page=2`).expect(200);
    expect(body).toMatchObject({ data: [data[1]], meta: { total: 2, pages: 2 } });
    expect(headers.link).toContain('rel="prev"');
  });

  it('is about the last day when no times are given', async () => {
    const { meta, data } = await report('');
    const { from, to } = meta as { from: string; to: string };
    expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
    expect(data).toEqual([]);
  });

  it.each([
    ['from=2026-02-01&to=2026-01-31', 'from'],
    ['from=2026-01-01&to=2026-02-02', 'from'],
    ['from=yesterday', 'from'],
    ['queue=tea', 'queue'],
    ['interval=week', 'interval'],
    ['limit=1001', 'limit'],
    ['page=0', 'page'],
  ])('refuses %s', async (query, field) => {
    const { body } = await api.http().get(`${PATH}?${query}`).expect(400);
    expect(body).toMatchObject({ errors: [{ field }] });
  });
});
