import pg from 'pg';
import { Database } from '../../src/platform/database/database.js';
import { DatabaseCluster } from '../../src/platform/database/nodes/cluster.js';
import type { Transaction } from '../../src/platform/database/transaction.js';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { FaultyLink } from '../support/faulty-link.ts';
import { whileLocked } from '../support/held-lock.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

// One connection each, so that one which is lost, or is not clean, is missed at once.
const ONE = { DATABASE_REPLICA_URLS: '', DATABASE_POOL_MAX: '1', DATABASE_PRIMARY_WAIT_MS: '20000' };
const IMPATIENT = { ...ONE, DATABASE_STATEMENT_TIMEOUT_MS: '300' };

let link: FaultyLink;
let api: TestApi;
let impatient: TestApi;
let other: pg.Client;
let runs: number;
let effects: string[];

beforeAll(async () => {
  const { DATABASE_URL = '' } = await workerEnvironment();
  link = await FaultyLink.to(DATABASE_URL);
  api = await startApi({ ...ONE, DATABASE_URL: link.url });
  impatient = await startApi(IMPATIENT);
  other = new pg.Client({ connectionString: DATABASE_URL });
  await other.connect();
  await other.query('CREATE TABLE notes (text text NOT NULL UNIQUE)');
});

afterAll(async () => {
  await other.end();
  // The application ends its connections through it.
  await link.close();
});

beforeEach(() => {
  runs = 0;
  effects = [];
});

// Whatever happened, the pool is whole: nothing is in use, and its only connection begins a transaction and ends it.
afterEach(async () => {
  for (const { app } of [api, impatient]) {
    const nodes = app.get(DatabaseCluster).nodes;
    await eventually(() => nodes.every(({ pool }) => pool.counts().inUse === 0), 20_000);
    const open = await app.get(Database).transaction('test.whole', async (tx) => {
      const sql = 'SELECT now() = statement_timestamp() AS fresh';
      return (await tx.manager.query<{ fresh: boolean }[]>(sql))[0];
    });
    expect(open).toBeDefined();
  }
});

const note = (tx: Transaction, text: string) =>
  tx.manager.query('INSERT INTO notes (text) VALUES ($1)', [text]);

/** Writes a note, does `more`, and would tell of it after the commit. */
function write(text: string, more: (tx: Transaction) => Promise<unknown>, on = api): Promise<void> {
  return on.app.get(Database).transaction('test.fault', async (tx) => {
    runs += 1;
    tx.afterCommit(async () => void effects.push(text));
    await note(tx, text);
    await more(tx);
  });
}

async function kept(text: string): Promise<boolean> {
  return (await other.query('SELECT FROM notes WHERE text = $1', [text])).rowCount === 1;
}

const pidOf = async (tx: Transaction) =>
  (await tx.manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid'))[0]?.pid;

async function kill(pid: number | undefined): Promise<void> {
  await other.query('SELECT pg_terminate_backend($1)', [pid]);
  await eventually(
    async () => (await other.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).rowCount === 0,
    20_000,
  );
}

async function expectNothing(text: string): Promise<void> {
  expect({ kept: await kept(text), effects, runs }).toEqual({ kept: false, effects: [], runs: 1 });
}

describe('a transaction is rolled back, and not run again, when', () => {
  it('a statement takes too long [W9.H6] [W4.S5]', async () => {
    const slow = write('slow', (tx) => tx.manager.query('SELECT pg_sleep(60)'), impatient);
    await expect(slow).rejects.toMatchObject({ code: 'unavailable', reason: 'statement_timeout' });
    await expectNothing('slow');
  });

  it('a lock is not free in time [W9.H6]', async () => {
    const waiting = whileLocked('LOCK TABLE users', () =>
      write('locked', async (tx) => {
        await tx.manager.query(`SET LOCAL lock_timeout = '100ms'`);
        await tx.manager.query('LOCK TABLE users');
      }),
    );
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable', reason: 'lock_timeout' });
    await expectNothing('locked');
  });

  it('it stands idle for too long, and the server is not blamed for it', async () => {
    const idle = write(
      'idle',
      async (tx) => {
        const pid = await pidOf(tx);
        await eventually(
          async () =>
            (await other.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).rowCount === 0,
          20_000,
        );
        await note(tx, 'idle, too late');
      },
      impatient,
    );
    await expect(idle).rejects.toMatchObject({ code: 'unavailable', reason: 'transaction_idle' });
    await expectNothing('idle');
    const changes = impatient.log.of('database node changed').map(({ after }) => after);
    expect(changes).toEqual(['primary']);
  });

  it('its connection is killed between two statements [W9.H6]', async () => {
    const broken = write('between', async (tx) => {
      await kill(await pidOf(tx));
      await note(tx, 'between, too late');
    });
    await expect(broken).rejects.toMatchObject({ code: 'unavailable', reason: 'database_unavailable' });
    await expectNothing('between');
  });

  it('its connection is killed during a statement', async () => {
    const broken = whileLocked('LOCK TABLE users', () =>
      write('during', async (tx) => {
        const pid = await pidOf(tx);
        const waiting = tx.manager.query('LOCK TABLE users');
        await Promise.all([waiting, kill(pid)]);
      }),
    );
    await expect(broken).rejects.toMatchObject({ code: 'unavailable', reason: 'database_unavailable' });
    await expectNothing('during');
  });

  it('a statement failed and its error was swallowed', async () => {
    const careless = write('careless', (tx) => note(tx, 'careless').catch(() => undefined));
    await expect(careless).rejects.toThrow('its error was swallowed');
    await expectNothing('careless');
  });

  it('COMMIT is refused, which is a certain answer', async () => {
    const refused = write('refused', (tx) => failAtCommit(tx, '23514'));
    await expect(refused).rejects.toMatchObject({ code: 'invalid', reason: 'value_not_allowed' });
    await expectNothing('refused');
  });
});

describe('a transaction is run again when', () => {
  it('its connection was dead before it began: nothing of it has happened', async () => {
    link.arm('START TRANSACTION', 'lose statement', 2);
    await write('begun', async () => {});
    expect({ kept: await kept('begun'), effects, runs }).toEqual({ kept: true, effects: ['begun'], runs: 1 });
  });

  it('COMMIT is refused because of another transaction', async () => {
    await write('second try', async (tx) => {
      if (runs === 1) await failAtCommit(tx, '40001');
    });
    expect({ kept: await kept('second try'), runs }).toEqual({ kept: true, runs: 2 });
    expect(effects).toEqual(['second try']);
  });
});

describe('a transaction has an unknown end, is not run again and has no effects when', () => {
  it('the answer to COMMIT is lost: it is made', async () => {
    link.arm('COMMIT', 'lose answer');
    await expect(write('made', async () => {})).rejects.toMatchObject(UNKNOWN);
    expect({ kept: await kept('made'), effects, runs }).toEqual({ kept: true, effects: [], runs: 1 });
  });

  it('COMMIT itself is lost: it is not made', async () => {
    link.arm('COMMIT', 'lose statement');
    await expect(write('not made', async () => {})).rejects.toMatchObject(UNKNOWN);
    await expectNothing('not made');
  });

  it('its connection is killed while it commits', async () => {
    const killed = whileLocked('LOCK TABLE users', () =>
      write('killed', async (tx) => {
        await atCommit(tx, 'LOCK TABLE users');
        const pid = await pidOf(tx);
        void committing(pid).then(() => kill(pid));
      }),
    );
    await expect(killed).rejects.toMatchObject(UNKNOWN);
    await expectNothing('killed');
  });
});

const UNKNOWN = { code: 'unavailable', reason: 'commit_unknown', retryAfter: 1 };

const failAtCommit = (tx: Transaction, sqlState: string) =>
  atCommit(tx, `RAISE EXCEPTION 'no' USING ERRCODE = '${sqlState}'`);

/** Has the server run a statement of PL/pgSQL when this transaction commits. */
async function atCommit(tx: Transaction, statement: string): Promise<void> {
  await tx.manager.query('CREATE TEMPORARY TABLE deferred (n int) ON COMMIT DROP');
  await tx.manager.query(
    `CREATE FUNCTION pg_temp.at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${statement}; RETURN NULL; END $$`,
  );
  await tx.manager.query(
    `CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON deferred
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.at_commit()`,
  );
  await tx.manager.query('INSERT INTO deferred VALUES (1)');
}

async function committing(pid: number | undefined): Promise<void> {
  const sql = `SELECT FROM pg_stat_activity WHERE pid = $1 AND query = 'COMMIT' AND wait_event_type = 'Lock'`;
  await eventually(async () => (await other.query(sql, [pid])).rowCount === 1, 20_000);
}
