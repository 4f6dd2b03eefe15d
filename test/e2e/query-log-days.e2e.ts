import pg from 'pg';
import { QueryLogRetention } from '../../src/platform/query-log/query-log-retention.js';
import { PRIMARY_ONLY, startApi, type TestApi, UNCACHED } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';
import { logged } from '../support/query-log.ts';
import { runCli } from '../support/run.ts';
import { sql } from '../support/sql.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

beforeEach(async () => {
  await sql(`SELECT drop_query_log_days('9999-01-01')`);
});

/** The days that have a partition, as `YYYYMMDD`. */
async function days(): Promise<string[]> {
  const rows = await sql<{ day: string }>(
    `SELECT right(inhrelid::regclass::text, 8) AS day FROM pg_inherits
     WHERE inhparent = 'query_log'::regclass ORDER BY 1`,
  );
  return rows.map(({ day }) => day);
}

/** A day of the server's calendar in UTC, so many days from now. */
async function dayOf(offset: number): Promise<string> {
  const [row] = await sql<{ day: string }>(
    `SELECT to_char((now() AT TIME ZONE 'UTC')::date + $1::integer, 'YYYYMMDD') AS day`,
    [offset],
  );
  return row?.day ?? '';
}

async function addEntry(time: string, fingerprint: string): Promise<void> {
  await sql(
    `INSERT INTO query_log (occurred_at, duration_ms, weight, rows, failed, fingerprint, node, role)
     VALUES (${time}, 1, 1, 1, false, $1, 'node-1', 'primary')`,
    [fingerprint],
  );
  await sql(
    `INSERT INTO query_shapes (fingerprint, shape, first_seen) VALUES ($1, $1, now() - interval '100 days')
     ON CONFLICT DO NOTHING`,
    [fingerprint],
  );
}

describe('the days of the query log', () => {
  it('are made by whoever writes, also when one has gone; each row is in its own [W4.B3]', async () => {
    const writer = await startApi({ ...PRIMARY_ONLY, ...UNCACHED, QUERY_LOG_SAMPLE: '1' });
    const write = async () => {
      await writer.anonymous().get('/api/v1/users').set('x-request-id', 'day').expect(200);
      return (await logged(`request_id = 'day'`)).length > 0;
    };
    await eventually(write, 20_000);
    expect(await days()).toEqual(expect.arrayContaining([await dayOf(0), await dayOf(1)]));
    await sql(`SELECT drop_query_log_days('9999-01-01')`);
    await eventually(write, 20_000);
    const [row] = await sql<{ table: string }>(
      `SELECT DISTINCT tableoid::regclass::text AS table FROM query_log WHERE request_id = 'day'`,
    );
    expect(row).toEqual({ table: `query_log_${await dayOf(0)}` });
    await writer.app.close();
  });

  it('begin and end at midnight UTC, whatever the time zone of the session', async () => {
    await sql(
      `SELECT set_config('timezone', 'Pacific/Auckland', false), create_query_log_days('2026-03-01', '2026-03-02')`,
    );
    await addEntry(`'2026-03-01T23:59:59.999Z'`, 'a');
    await addEntry(`'2026-03-02T00:00:00Z'`, 'a');
    await expect(addEntry(`'2026-03-03T00:00:00Z'`, 'a')).rejects.toThrow('no partition');
    await expect(addEntry(`'2026-02-28T23:59:59.999Z'`, 'a')).rejects.toThrow('no partition');
    expect(await days()).toEqual(['20260301', '20260302']);
  });

  it('are made once when several processes begin one at the same moment [W4.B3]', async () => {
    const made = await Promise.all(
      Array.from({ length: 6 }, () =>
        sql<{ made: number }>(`SELECT create_query_log_days('2026-03-01', '2026-03-04') AS made`),
      ),
    );
    expect(made.map(([row]) => row?.made).sort()).toEqual([0, 0, 0, 0, 0, 4]);
  });

  it('are made while others read and write', async () => {
    await sql(`SELECT create_query_log_days('2026-03-01', '2026-03-01')`);
    const insert = `INSERT INTO query_log VALUES ('2026-03-01', 1, 1, 1, false, 'a', 'n', 'primary')`;
    await whileLocked(`${insert}; SELECT count(*) FROM query_log`, async () => {
      await sql(`SELECT create_query_log_days('2026-03-02', '2026-03-02')`);
    });
    expect(await days()).toEqual(['20260301', '20260302']);
  });
});

describe('the retention of the query log', () => {
  it('drops the days that are older, makes those of next week, forgets what nobody sends [W4.B3]', async () => {
    await sql(`SELECT create_query_log_days(current_date - 20, current_date)`);
    await addEntry(`now() - interval '16 days'`, 'old');
    await addEntry(`now() - interval '16 days'`, 'both');
    await addEntry(`now() - interval '13 days'`, 'both');
    const retention = api.app.get(QueryLogRetention, { strict: false });
    const { dropped, created, forgotten } = await retention.prune(14);
    expect(dropped).toBeGreaterThanOrEqual(5);
    expect(created).toBeGreaterThanOrEqual(6);
    expect(forgotten).toBeGreaterThanOrEqual(1);
    const left = await days();
    expect(left[0]).toBe(await dayOf(-14));
    expect(left.at(-1)).toBe(await dayOf(7));
    const shapes = await sql<{ fingerprint: string }>(
      `SELECT fingerprint FROM query_shapes WHERE fingerprint IN ('old', 'both')`,
    );
    expect(shapes).toEqual([{ fingerprint: 'both' }]);
    expect(await logged(`fingerprint IN ('old', 'both')`)).toHaveLength(1);
    expect(await retention.prune(14)).toEqual({ dropped: 0, created: 0, forgotten: 0 });
  });

  it('is a command for the operator, and says what it did [W4.B3]', async () => {
    await sql(`SELECT create_query_log_days(current_date - 20, current_date)`);
    const env = { ...(await workerEnvironment()), QUERY_LOG_RETENTION_DAYS: '2' };
    const { code, stdout, stderr } = await runCli(['queries:prune'], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^dropped \d+ days older than 2 days, made \d+, forgot \d+ statements\n$/);
    expect((await days())[0]).toBe(await dayOf(-2));
  }, 60_000);

  it('gives up where somebody does not let go of the log, and nobody waits long behind it', async () => {
    await sql(`SELECT create_query_log_days(current_date - 20, current_date)`);
    const before = await days();
    await whileLocked('SELECT count(*) FROM query_log', async () => {
      const pruning = api.app.get(QueryLogRetention, { strict: false }).prune(14);
      const refused = expect(pruning).rejects.toMatchObject({ code: 'unavailable', reason: 'lock_timeout' });
      await eventually(async () => (await waiting(api)) === 1, 20_000);
      // Behind the one who waits to drop, it would wait as long as that one.
      await sql(`SET statement_timeout = '15s'; SELECT count(*) FROM query_log`);
      await refused;
    });
    expect(await days()).toEqual(before);
  });
});

describe('the table of the query log', () => {
  it.each([
    ['a role that is none', `'2026-03-01', 1, 1, 1, false, 'a', 'n', 'boss'`, 'query_log_role_check'],
    ['a weight below 1', `'2026-03-01', 1, 0.5, 1, false, 'a', 'n', 'primary'`, 'query_log_weight_check'],
  ])('refuses %s', async (_, values, constraint) => {
    await sql(`SELECT create_query_log_days('2026-03-01', '2026-03-01')`);
    const { DATABASE_URL } = await workerEnvironment();
    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    const refused = client.query(`INSERT INTO query_log VALUES (${values})`);
    await expect(refused).rejects.toMatchObject({ constraint });
    await client.end();
  });
});
