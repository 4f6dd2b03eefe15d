import pg from 'pg';
import { asRequest, aThing, type CacheApp, startCacheApp } from '../cache/cache-app.ts';
import { TABLE, Things } from '../cache/things.ts';
import { eventually } from '../support/eventually.ts';
import { environment, RunningProcess } from '../support/processes.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const PRIMARY_ONLY = { DATABASE_REPLICA_URLS: '' };

let one: CacheApp;
let database: pg.Client;

beforeAll(async () => {
  const env = await workerEnvironment();
  database = new pg.Client({ connectionString: env.DATABASE_URL });
  await database.connect();
  await database.query(TABLE);
  await database.query('INSERT INTO things SELECT id, 0 FROM generate_series(1, 10) AS id');
  one = await startCacheApp(PRIMARY_ONLY);
});

afterAll(() => database.end());

async function run(what: 'load' | 'commit', things: Things, id: number): Promise<RunningProcess> {
  const command = [process.execPath, 'test/cache/process.ts', what, things.kind.name, String(id)];
  return new RunningProcess(command, await environment(PRIMARY_ONLY));
}

describe('a process that dies', () => {
  it('while it loads leaves the load to another', async () => {
    const things = new Things();
    const dying = await run('load', things, 1);
    await dying.line('loading');
    const waiting = things.versionOf(one, 1);
    dying.signal('SIGKILL');
    await dying.exit();
    expect(await waiting).toBe(0);
    expect(await asRequest(() => things.read(one, 1))).toMatchObject({
      status: 'HIT',
      result: aThing(1, '0'),
    });
    expect(things.loads).toBe(1);
  });

  it('between its commit and the change of the cache leaves that to a worker [W7.H1] [W7.I4]', async () => {
    const things = new Things();
    await things.versionOf(one, 2);
    const dying = await run('commit', things, 2);
    expect(await dying.exit()).toBe(9);
    const { rows } = await database.query('SELECT version FROM things WHERE id = 2');
    expect(rows).toEqual([{ version: 1 }]);
    expect(await things.versionOf(one, 2)).toBe(0);
    await startCacheApp(PRIMARY_ONLY, { withRelay: true });
    await eventually(async () => (await things.versionOf(one, 2)) === 1, 20_000);
    await eventually(async () => (await database.query('SELECT FROM outbox')).rows.length === 0, 20_000);
  });
});
