import pg from 'pg';
import { ADMIN, bearer } from '../support/access-token.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { eventually } from '../support/eventually.ts';
import { metric } from '../support/query-log.ts';
import { sql } from '../support/sql.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const REQUESTS = 1000;
const ROUNDS = 8;
/** How many users a round has for itself. */
const APART = 20;

// On a machine that is too busy for its Redis or for its own leases, a process loads for itself, and says so.
const EXCUSES = [
  ['groundwork_redis_fallbacks_total', '"cache"'],
  ['groundwork_cache_waits_total', '"in_vain"'],
  ['groundwork_cache_refused_fills_total', '"lease"'],
] as const;

let nodes: string[];
let apis: ApiProcess[];
let firstId: number;
let rounds = 0;

beforeAll(async () => {
  const env = await workerEnvironment();
  nodes = [env.DATABASE_URL ?? '', ...(env.DATABASE_REPLICA_URLS ?? '').split(',')];
  // So many that no plan reads them all.
  const [first] = await sql<{ id: number }>(
    `WITH added AS (
       INSERT INTO users (name, email) SELECT 'Ada', n || '@example.com' FROM generate_series(1, 5000) AS n RETURNING id
     ) SELECT min(id)::int AS id FROM added`,
  );
  firstId = first?.id ?? 0;
  await sql('ANALYZE users');
  apis = await Promise.all([1, 2, 3, 4].map(() => startApiProcess({ ...env, NODE_ENV: 'development' })));
}, 120_000);

afterAll(() => Promise.all(apis.map((api) => api.stop())));

/** What all nodes have read of the users so far. Ends their sessions: only then is it sure to have been counted. */
async function usersRead(): Promise<{ queries: number; rows: number }> {
  const counts = await Promise.all(
    nodes.map(async (connectionString) => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      await client.query(
        `SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'groundwork'`,
      );
      const { rows } = await client.query<{ queries: number; rows: number }>(
        `SELECT (seq_scan + idx_scan)::int AS queries, (seq_tup_read + idx_tup_fetch)::int AS rows
         FROM pg_stat_user_tables WHERE relname = 'users'`,
      );
      await client.end();
      return rows[0] ?? { queries: 0, rows: 0 };
    }),
  );
  return {
    queries: counts.reduce((sum, { queries }) => sum + queries, 0),
    rows: counts.reduce((sum, { rows }) => sum + rows, 0),
  };
}

/** Until all processes have database and Redis, and a value that is no part of any round. */
async function calm(): Promise<void> {
  for (const { url } of apis)
    await eventually(async () => {
      const headers = { Cookie: 'theme=dark' };
      const kept = await fetch(`${url}/api/v1/users/${firstId + 4999}`, { headers });
      const ready = await fetch(`${url}/health/ready`);
      return kept.headers.get('x-cache') === 'HIT' && ready.status === 200;
    }, 60_000);
}

async function excuses(): Promise<number> {
  const texts = await Promise.all(
    apis.map(({ url }) =>
      eventually(async () => {
        const answer = await fetch(`${url}/metrics`, { headers: bearer(ADMIN) });
        return answer.status === 200 && answer.text();
      }, 60_000),
    ),
  );
  return texts.reduce(
    (sum, text) => sum + EXCUSES.reduce((of, [name, label]) => of + metric(text, name, label), 0),
    0,
  );
}

/** What the database was asked while 1000 asked 4 processes at once, in a round in which none did without Redis, and none failed. */
async function stampede(pathsOf: (id: number) => string[]): Promise<{ queries: number; rows: number }> {
  const seen: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds += 1;
    const paths = pathsOf(firstId + rounds * APART);
    await calm();
    const [before, excusesBefore] = [await usersRead(), await excuses()];
    await calm();
    const ask = async (_: unknown, index: number) => {
      const path = paths[Math.floor(index / apis.length) % paths.length];
      const answer = await fetch(`${apis[index % apis.length]?.url}/api/v1/${path}`);
      await answer.text();
      return answer.status;
    };
    const statuses = await Promise.all(Array.from({ length: REQUESTS }, ask));
    const failed = statuses.filter((status) => status !== 200).length;
    const excused = (await excuses()) - excusesBefore;
    const after = await usersRead();
    const count = { queries: after.queries - before.queries, rows: after.rows - before.rows };
    seen.push(
      `${count.queries} queries for ${count.rows} rows, ${excused} times without Redis, ${failed} failed`,
    );
    process.stdout.write(`${REQUESTS} requests for ${paths[0]}: ${seen.at(-1)}\n`);
    // Some connection to the database may be one that was ended for the count.
    if (excused === 0 && failed === 0) return count;
  }
  throw new Error(`in none of ${ROUNDS} rounds all processes had Redis and the database: ${seen.join('; ')}`);
}

describe('when 1000 ask 4 processes at once', () => {
  it('a cold key costs the database one query [W7.H2]', async () => {
    expect(await stampede((id) => [`users/${id}`])).toEqual({ queries: 1, rows: 1 });
  }, 240_000);

  it('each of many cold keys is read once, whoever asks for which of them [W7.H2]', async () => {
    const list = (id: number) => `users?ids=${Array.from({ length: 15 }, (_, index) => id + index).join()}`;
    const { rows } = await stampede((id) => [list(id), list(id + APART - 15)]);
    expect(rows).toBe(APART);
  }, 240_000);
});
