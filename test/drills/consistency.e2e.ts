import pg from 'pg';
import type { Stack } from '../../local/stack.ts';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi, UNCACHED } from '../support/api.ts';
import { startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';
import { startWorker } from '../support/worker.ts';

let stack: Stack;
let writer: TestApi;
let reader: TestApi;

beforeAll(async () => {
  stack = await startDrillStack('tokens');
  // However far behind and paused a replica is, it stays: nothing but the token may save the reader.
  const env = {
    ...stack.env,
    ...UNCACHED,
    DATABASE_MAX_LAG_BYTES: '1000000000',
    DATABASE_MAX_LAG_MS: '3600000',
  };
  [writer, reader] = [await startApi(env), await startApi(env)];
  await startWorker(env);
  for (const api of [writer, reader]) await eventually(() => replicasOf(api).length === 2);
}, 60_000);

afterAll(() => stack.destroy(), 60_000);

const replicasOf = (api: TestApi) =>
  (api.dataSource as unknown as { cluster: { nodes: { role: string }[] } }).cluster.nodes.filter(
    ({ role }) => role === 'replica',
  );

/** Writes on one process while both replicas show everything two seconds late. */
async function rename(api: TestApi): Promise<{ path: string; token: string; cookie: string }> {
  const user = await createUser(writer);
  const path = `/api/v1/users/${user.id}`;
  await eventually(async () => (await seen(path)).every(Boolean));
  await Promise.all(['replica-1', 'replica-2'].map((node) => stack.lag(node, 2000)));
  const answer = await api.http().patch(path).send({ name: 'New Name' }).expect(200);
  return {
    path,
    token: String(answer.headers['x-consistency-token']),
    cookie: String((answer.headers['set-cookie'] as unknown as string[])[0]?.split(';')[0]),
  };
}

// Asked of both replicas: that each has the row.
async function seen(path: string): Promise<boolean[]> {
  const id = path.split('/').at(-1);
  return Promise.all(
    stack.nodes
      .filter(({ name }) => name !== 'primary')
      .map(async ({ url }) => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        const { rowCount } = await client.query('SELECT FROM users WHERE id = $1', [id]);
        await client.end();
        return rowCount === 1;
      }),
  );
}

afterEach(() => Promise.all(['replica-1', 'replica-2'].map((node) => stack.lag(node, 0))));

// Not by the user who wrote: whose writes are remembered for them, without any token.
const nameOf = async (path: string, headers: Record<string, string>) =>
  ((await reader.anonymous().get(path).set(headers).expect(200)).body as { name: string }).name;

describe('a read through another process, of replicas that are two seconds late', () => {
  it('shows the write to whoever brings the token, by header or cookie [W9.H1]', async () => {
    const { path, token, cookie } = await rename(writer);
    expect(await nameOf(path, { 'x-consistency-token': token })).toBe('New Name');
    expect(await nameOf(path, { cookie: `a=b; ${cookie}` })).toBe('New Name');
  });

  it('is old without the token, so the token is what helps', async () => {
    const { path } = await rename(writer);
    expect(await nameOf(path, {})).toBe('Ada Lovelace');
  });

  it('is old with a token that is forged, malformed or cut off, and never an error', async () => {
    const { path, token } = await rename(writer);
    const forged = token.replace(/^\d+/, '9');
    for (const wrong of [forged, token.slice(0, -1), `${token}x`, 'x', '', '1:1:1.x', '%00', ':::.']) {
      expect(await nameOf(path, { 'x-consistency-token': wrong })).toBe('Ada Lovelace');
    }
  });

  it('is new for Cache-Control: no-cache', async () => {
    const { path } = await rename(writer);
    expect(await nameOf(path, { 'cache-control': 'no-cache' })).toBe('New Name');
  });

  it('goes back to the replicas once they have caught up', async () => {
    const { path, token } = await rename(writer);
    await Promise.all(['replica-1', 'replica-2'].map((node) => stack.lag(node, 0)));
    await eventually(async () => {
      const { headers } = await reader.http().get(path).set('x-consistency-token', token);
      return / on node-[23]/.test(String(headers['server-timing']));
    });
  });
});

describe('a job', () => {
  it('sees what its request wrote: the welcome mail knows a user whom no replica has yet [W9.H1]', async () => {
    await Promise.all(['replica-1', 'replica-2'].map((node) => stack.lag(node, 2000)));
    const user = await createUser(writer, { name: 'Early Bird' });
    const url = `${stack.env.MAIL_CATCHER_URL}/api/messages?to=${encodeURIComponent(user.email)}`;
    const mail = await eventually(async () => {
      const [first] = (await (await fetch(url)).json()) as { text: string }[];
      return first;
    }, 10_000);
    expect(mail.text).toContain('Early Bird');
  });
});

describe('what is seen from outside', () => {
  it('metrics tell statements by role, node and kind, lag, fallbacks, waits and pools [W9.I6] [W3.H7]', async () => {
    const { path, token } = await rename(writer);
    await nameOf(path, { 'x-consistency-token': token });
    const { text } = await reader.http().get('/metrics').expect(200);
    for (const line of [
      /^groundwork_database_statements_total\{node="node-1",role="primary",kind="write"\} \d+/m,
      /^groundwork_database_statements_total\{node="node-[23]",role="replica",kind="read"\} \d+/m,
      /^groundwork_database_replica_lag_bytes\{node="node-2"\} \d+/m,
      /^groundwork_database_replica_lag_seconds\{node="node-2"\} \d+/m,
      /^groundwork_database_read_fallbacks_total\{cause="position"\} [1-9]/m,
      /^groundwork_database_position_wait_seconds_count\{outcome="primary"\} [1-9]/m,
      /^groundwork_database_connections\{node="node-1",state="idle"\} \d+/m,
      /^groundwork_database_pool_wait_seconds_count\{node="node-1"\} [1-9]/m,
    ]) {
      expect(text).toMatch(line);
    }
  });
});
