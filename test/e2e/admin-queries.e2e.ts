import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { sql } from '../support/sql.ts';

const PATH = '/api/v1/admin/queries';
const [FAST, SLOW, RARE] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'];

interface Stats {
  fingerprint: string;
  count: number;
  meanMs: number;
}

let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  await sql(`SELECT create_query_log_days('2026-01-30', '2026-02-02')`);
  await sql(
    `INSERT INTO query_shapes (fingerprint, shape, statement)
     VALUES ('${FAST}', 'SELECT a', 'SELECT a'), ('${SLOW}', 'UPDATE b', NULL), ('${RARE}', 'SELECT c', 'SELECT c')`,
  );
  // A hundred of 1 to 100 ms that each stand for ten, one in ten fails; ten slow ones that stand for themselves.
  await add(
    `SELECT noon + n * second, n, 10, 2, n % 10 = 0, '${FAST}', 'n', 'replica', 'GET /' || chr(97 + n % 2) FROM times(100)`,
  );
  await add(
    `SELECT noon + n * second, 1000, 1, 2, false, '${SLOW}', 'n', 'primary', 'user.welcome' FROM times(10)`,
  );
  await add(
    `SELECT noon + 86400 * second, 30000, 1, 2, false, '${RARE}', 'n', 'primary', NULL FROM times(1)`,
  );
});

/** Adds rows, one for each n of `times(…)`. */
async function add(select: string): Promise<void> {
  const times = select.replace(
    /times\((\d+)\)/,
    `generate_series(1, $1) n, (SELECT timestamptz '2026-01-31 12:00Z' AS noon, interval '1 second' AS second) AS units`,
  );
  await sql(
    `INSERT INTO query_log (occurred_at, duration_ms, weight, rows, failed, fingerprint, node, role, origin) ${times}`,
  );
}

const DAYS = 'from=2026-01-31&to=2026-02-02';

async function list(query: string): Promise<Stats[]> {
  const { body } = await api.http().get(`${PATH}?${query}`).expect(200);
  return (body as { data: Stats[] }).data;
}

const order = (stats: Stats[]) => stats.map(({ fingerprint }) => fingerprint);

describe('GET /api/v1/admin/queries', () => {
  it('counts what was sent and not what was kept, with its times, rows, failures and routes [W4.B3] [W4.H3]', async () => {
    const { body } = await api.http().get(`${PATH}?${DAYS}&sort=mostFrequent&limit=1`).expect(200);
    expect(body).toEqual({
      data: [
        {
          fingerprint: FAST,
          shape: 'SELECT a',
          explainable: true,
          count: 1000,
          failures: 100,
          rows: 2000,
          totalMs: 50_500,
          meanMs: 50.5,
          p50Ms: 50,
          p95Ms: 95,
          p99Ms: 99,
          maxMs: 100,
          lastSeenAt: '2026-01-31T12:01:40.000Z',
          routes: ['GET /a', 'GET /b'],
          roles: ['replica'],
        },
      ],
      meta: { from: '2026-01-31T00:00:00.000Z', to: '2026-02-02T00:00:00.000Z', limit: 1 },
    });
  });

  it.each([
    ['slowest', [RARE, SLOW, FAST]],
    ['mostFrequent', [FAST, SLOW, RARE]],
    ['total', [FAST, RARE, SLOW]],
  ])('has the %s first [W4.B3]', async (sort, expected) => {
    expect(order(await list(`${DAYS}&sort=${sort}`))).toEqual(expected);
  });

  it.each([
    ['role=primary', [RARE, SLOW]],
    ['role=replica', [FAST]],
    ['route=user.welcome', [SLOW]],
    ['route=GET /a', [FAST]],
    ['route=GET', []],
    ['limit=2', [FAST, RARE]],
  ])('shows with %s what fits', async (query, expected) => {
    expect(order(await list(`${DAYS}&${query}`))).toEqual(expected);
  });

  it('counts of a route only what that route sent', async () => {
    expect(await list(`${DAYS}&route=GET /a`)).toMatchObject([
      { count: 500, routes: ['GET /a'], meanMs: 51 },
    ]);
  });

  it('begins at `from`, ends before `to`, and shows the last hour when neither is given', async () => {
    expect(order(await list('from=2026-02-01T12:00:00Z&to=2026-02-01T12:00:00.001Z'))).toEqual([RARE]);
    expect(await list('from=2026-01-31&to=2026-01-31T12:00:01Z')).toEqual([]);
    expect(order(await list('to=2026-02-01T13:00:00Z'))).toEqual([RARE]);
    expect(order(await list('to=2026-02-01T13:00:00.001Z'))).toEqual([]);
    expect(await list('')).toEqual([]);
  });

  it.each([
    ['sort=fastest', 'sort'],
    ['sort=constructor', 'sort'],
    ['role=out', 'role'],
    ['route=', 'route'],
    ['from=1', 'from'],
    ['to=now', 'to'],
    ['from=2026-02-02&to=2026-02-01', 'from'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['page=1', 'page'],
  ])('answers %s with 400 and names the field', async (query, field) => {
    const { body } = await api.http().get(`${PATH}?${query}`).expect(400);
    expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
  });

  it('reads the days that it is asked about, and those by their index', async () => {
    await sql(
      `INSERT INTO query_log (occurred_at, duration_ms, weight, rows, failed, fingerprint, node, role)
       SELECT timestamptz '2026-01-30 00:00Z' + n * interval '1 second', 1, 1, 1, false, 'dddddddddddd', 'n', 'primary'
       FROM generate_series(1, 20000) n`,
    );
    await sql('ANALYZE query_log');
    const rows = await sql<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT * FROM query_log
       WHERE occurred_at >= '2026-01-30 01:00Z' AND occurred_at < '2026-01-30 01:10Z'`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan.* query_log_20260130/);
    expect(plan).not.toMatch(/query_log_20260131|Seq Scan/);
  });
});
