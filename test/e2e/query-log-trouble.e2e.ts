import { PRIMARY_ONLY, startApi, type TestApi, UNCACHED } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';
import { logged, metric } from '../support/query-log.ts';
import { sql } from '../support/sql.ts';

const ROOM = 20;
const TIMEOUT = { DATABASE_STATEMENT_TIMEOUT_MS: '1000' };

let api: TestApi;

beforeAll(async () => {
  const log = { QUERY_LOG_SAMPLE: '1', QUERY_LOG_BUFFER: String(ROOM) };
  api = await startApi({ ...PRIMARY_ONLY, ...UNCACHED, ...TIMEOUT, ...log });
  await readUsers();
  await eventually(async () => (await logged()).length > 0, 20_000);
});

async function readUsers(): Promise<void> {
  await api.anonymous().get('/api/v1/users?limit=1').expect(200);
}

async function entries(outcome: string): Promise<number> {
  const { text } = await api.http().get('/metrics').expect(200);
  return metric(text, 'groundwork_query_log_entries_total', `outcome="${outcome}"`);
}

describe('while the query log cannot be written', () => {
  it('requests go on, what fits is kept, the rest is dropped and counted [W4.B3]', async () => {
    const [dropped, failed] = [await entries('dropped'), api.log.of('query log is not written').length];
    await sql('TRUNCATE query_log');
    await whileLocked('LOCK TABLE query_log IN ACCESS EXCLUSIVE MODE', async (release) => {
      await readUsers();
      await eventually(async () => (await waiting(api)) > 0, 20_000);
      for (let turn = 0; turn < 3 * ROOM; turn += 1) await readUsers();
      expect(await entries('dropped')).toBeGreaterThanOrEqual(dropped + 2 * ROOM);
      // What waits for the lock ends by the time-out, and is said once however often.
      await eventually(() => api.log.of('query log is not written').length > failed, 20_000);
      const failures = async () =>
        metric((await api.http().get('/metrics')).text, 'groundwork_query_log_failures_total');
      const before = await failures();
      await eventually(async () => (await failures()) > before, 20_000);
      expect(api.log.of('query log is not written')).toHaveLength(failed + 1);
      await release();
    });
    await eventually(async () => (await logged(`origin = 'GET /api/v1/users'`)).length > 0, 20_000);
    await eventually(() => api.log.of('query log is written again').length === 1);
    expect(api.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('what the database refuses is given up and counted, and the next is written [W4.B3]', async () => {
    const refused = await entries('refused');
    await sql('ALTER TABLE query_log RENAME TO query_log_moved');
    await readUsers();
    await eventually(async () => (await entries('refused')) > refused, 20_000);
    await sql('ALTER TABLE query_log_moved RENAME TO query_log');
    await sql('TRUNCATE query_log');
    await eventually(async () => {
      await readUsers();
      return (await logged(`origin = 'GET /api/v1/users'`)).length > 0;
    }, 20_000);
  });

  it('requests come first: nothing is written while they wait for connections [W4.B3]', async () => {
    const small = { DATABASE_POOL_MAX: '1', QUERY_LOG_SAMPLE: '1', DATABASE_CONNECT_TIMEOUT_MS: '20000' };
    const busy = await startApi({ ...PRIMARY_ONLY, ...UNCACHED, ...small });
    const read = () => busy.anonymous().get('/api/v1/users').set('x-request-id', 'busy').expect(200);
    await read();
    await eventually(async () => (await logged(`request_id = 'busy'`)).length === 1, 20_000);
    await whileLocked('LOCK TABLE users IN ACCESS EXCLUSIVE MODE', async (release) => {
      const answers = Array.from({ length: 4 }, read).map((answer) => answer.then(({ status }) => status));
      await eventually(async () => (await waiting(api)) === 1, 20_000);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(await logged(`request_id = 'busy'`)).toHaveLength(1);
      await release();
      expect(await Promise.all(answers)).toEqual([200, 200, 200, 200]);
    });
    await eventually(async () => (await logged(`request_id = 'busy'`)).length === 5, 20_000);
  });
});
