import pg from 'pg';
import { register } from 'prom-client';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, UNCACHED } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { whileLocked } from '../support/held-lock.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

/** The metric with these labels as the process shows it now; 0 where it has none. */
async function metric(name: string, ...labels: string[]): Promise<number> {
  const lines = (await register.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`));
  const line = lines.find((candidate) => labels.every((label) => candidate.includes(label)));
  return Number(line?.split(' ').at(-1) ?? 0);
}

const NODE_1 = 'node="node-1"';
const connections = (state: string) => metric('groundwork_database_connections', NODE_1, `state="${state}"`);
const timeouts = () => metric('groundwork_database_pool_timeouts_total', NODE_1, 'cause="pool"');
const waits = () => metric('groundwork_database_pool_wait_seconds_count', NODE_1);
const waitedSeconds = () => metric('groundwork_database_pool_wait_seconds_sum', NODE_1);

describe('the metrics of the pool', () => {
  it('show who waits, for how long, and who waits in vain [W3.H7] [W9.H6]', async () => {
    const one = await startApi({
      ...PRIMARY_ONLY,
      ...UNCACHED,
      DATABASE_POOL_MAX: '1',
      DATABASE_CONNECT_TIMEOUT_MS: '3000',
      DATABASE_STATEMENT_TIMEOUT_MS: '60000',
      REQUEST_TIMEOUT_MS: '60000',
    });
    const before = { timeouts: await timeouts(), waits: await waits(), seconds: await waitedSeconds() };
    await whileLocked('LOCK TABLE users IN ACCESS EXCLUSIVE MODE', async (release) => {
      const first = one.http().get('/api/v1/users').then();
      await eventually(async () => (await connections('in_use')) === 1, 20_000);
      const second = one.http().get('/api/v1/users').then();
      await eventually(async () => (await connections('waiting')) === 1, 20_000);
      const { status, body } = await second;
      expect({ status, reason: body.reason }).toEqual({ status: 503, reason: 'database_busy' });
      await release();
      expect((await first).status).toBe(200);
    });
    expect(await timeouts()).toBe(before.timeouts + 1);
    expect(await waits()).toBeGreaterThan(before.waits);
    expect((await waitedSeconds()) - before.seconds).toBeGreaterThan(2.9);
    await eventually(
      async () => (await connections('waiting')) + (await connections('in_use')) === 0,
      20_000,
    );
    expect(await connections('idle')).toBe(1);
  });

  it('show a size for the primary and another for each replica, which both keep [W3.H7] [W4.S2]', async () => {
    const { DATABASE_REPLICA_URLS = '' } = await workerEnvironment();
    const api = await startApi({ ...UNCACHED, DATABASE_POOL_MAX: '3', DATABASE_REPLICA_POOL_MAX: '2' });
    const max = (node: number) => metric('groundwork_database_pool_max', `node="node-${node}"`);
    await eventually(
      async () => (await max(1)) === 3 && (await max(2)) === 2 && (await max(3)) === 2,
      20_000,
    );
    await createUser(api);
    const most = await mostConnections(DATABASE_REPLICA_URLS.split(','), async () => {
      const answers = await Promise.all(
        Array.from({ length: 300 }, () => api.anonymous().get('/api/v1/posts')),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    });
    expect(most).toEqual([2, 2]);
  });
});

/** The most connections that applications had to each server while `work` ran. */
async function mostConnections(urls: string[], work: () => Promise<void>): Promise<number[]> {
  const watching = new AbortController();
  const watches = urls.map(async (connectionString) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    let most = 0;
    while (!watching.signal.aborted) {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'groundwork'`,
      );
      most = Math.max(most, rows[0]?.count ?? 0);
    }
    await client.end();
    return most;
  });
  await work().finally(() => watching.abort());
  return Promise.all(watches);
}
