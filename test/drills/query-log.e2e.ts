import pg from 'pg';
import type { Stack } from '../../local/stack.ts';
import { bearer, ADMIN } from '../support/access-token.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';
import { metric } from '../support/query-log.ts';

const ROOM = 200;
let stack: Stack;
let api: ApiProcess;

beforeAll(async () => {
  stack = await startDrillStack('query-log');
  api = await startApiProcess({
    ...stack.env,
    CACHE_ENABLED: 'false',
    QUERY_LOG_SAMPLE: '1',
    QUERY_LOG_BUFFER: String(ROOM),
  });
  await eventually(
    async () => metric(await metrics(), 'groundwork_database_node_up', 'role="replica"') === 2,
    20_000,
  );
}, 60_000);

afterAll(async () => {
  await api.stop();
  await stack.destroy();
}, 60_000);

async function metrics(): Promise<string> {
  const answer = await fetch(`${api.url}/metrics`, { headers: bearer(ADMIN) });
  return answer.text();
}

async function read(requestId: string): Promise<number> {
  const answer = await fetch(`${api.url}/api/v1/users`, { headers: { 'x-request-id': requestId } });
  await answer.arrayBuffer();
  return answer.status;
}

async function written(requestId: string): Promise<number> {
  const client = new pg.Client({ connectionString: stack.env.DATABASE_URL });
  await client.connect();
  const sql = `SELECT count(*)::int AS count FROM query_log WHERE request_id = $1 AND role = 'replica'`;
  const { rows } = await client.query<{ count: number }>(sql, [requestId]).finally(() => client.end());
  return rows[0]?.count ?? 0;
}

describe('the query log, when the primary', () => {
  it.each([
    ['is killed', () => stack.kill('primary'), () => stack.start('primary')],
    ['hangs', () => stack.suspend('primary'), () => stack.resume('primary')],
  ])(
    '%s: replicas go on reading, what fits is written when it is back, the rest is counted [W4.B3]',
    async (how, hurt, heal) => {
      const kept = how.replace(/\W/g, '-');
      expect(await read('before')).toBe(200);
      await eventually(async () => (await written('before')) > 0, 20_000);
      const dropped = metric(await metrics(), 'groundwork_query_log_entries_total', 'dropped');
      await hurt();
      await eventually(
        async () => metric(await metrics(), 'groundwork_database_node_up', 'role="primary"') === 0,
        20_000,
      );
      expect(await read(kept)).toBe(200);
      for (let turn = 0; turn < 2 * ROOM; turn += 1) expect(await read('lost')).toBe(200);
      expect(metric(await metrics(), 'groundwork_query_log_entries_total', 'dropped')).toBeGreaterThan(
        dropped,
      );
      await heal();
      await eventually(async () => (await written(kept).catch(() => 0)) === 1, 30_000);
    },
    120_000,
  );
});
