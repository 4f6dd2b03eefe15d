import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { aUser } from '../builders/a-user.ts';
import { ADMIN, bearer } from '../support/access-token.ts';
import { eventually } from '../support/eventually.ts';
import { mailsTo } from '../support/mailbox.ts';
import { environment, launch, type RunningProcess } from '../support/processes.ts';

const ROUNDS = 4;
const CLIENTS = 6;

let database: pg.Client;

beforeAll(async () => {
  database = new pg.Client({ connectionString: (await environment()).DATABASE_URL });
  await database.connect();
});

afterAll(() => database.end());

async function ask<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
  return (await database.query<T>(sql, values)).rows;
}

const isEmpty = async () => (await ask('SELECT FROM outbox')).length === 0;

async function create(url: unknown, user = aUser()): Promise<{ email: string }> {
  const answer = await fetch(`${String(url)}/api/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(ADMIN) },
    body: JSON.stringify(user),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  return user;
}

/** Creates users until the API is gone; the addresses it tried. */
async function createUntilKilled(url: unknown, tried: string[]): Promise<void> {
  for (;;) {
    const user = aUser();
    tried.push(user.email);
    try {
      await create(url, user);
    } catch {
      return;
    }
  }
}

async function kill(running: RunningProcess): Promise<void> {
  running.signal('SIGKILL');
  await running.exit();
}

describe('a user and their welcome', () => {
  it('are both there or neither, however often the API is killed [W5.I7]', async () => {
    const tried: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const api = await launch('api', { PORT: '0' });
      const { address } = await api.line('listening');
      const before = (await ask('SELECT FROM users')).length;
      const clients = Array.from({ length: CLIENTS }, () => createUntilKilled(address, tried));
      await eventually(async () => (await ask('SELECT FROM users')).length > before + 10, 30_000);
      await sleep(Math.random() * 200);
      await kill(api);
      await Promise.all(clients);
    }
    const users = new Set(
      (await ask<{ email: string }>('SELECT email FROM users')).map(({ email }) => email),
    );
    const waiting = (await ask('SELECT FROM outbox')).length;
    const worker = await launch('worker');
    await eventually(async () => (await isEmpty()) && completed(worker) === users.size, 60_000);
    process.stdout.write(
      `${tried.length} tries, ${users.size} users, ${waiting} jobs that no API handed over\n`,
    );
    for (const address of tried) {
      const mails = await mailsTo(address);
      expect([address, mails.length]).toEqual([address, users.has(address) ? 1 : 0]);
    }
    worker.signal('SIGTERM');
    expect(await worker.exit()).toBe(0);
  }, 180_000);

  it('is sent once when the relay is killed between hand-over and delete [W5.I7] [W5.H1]', async () => {
    await ask('SELECT pg_advisory_lock(4711)');
    await ask(`CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$`);
    // At commit: the job is in its queue by then, and the row still in the outbox.
    await ask(`CREATE CONSTRAINT TRIGGER hold AFTER DELETE ON outbox DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION hold()`);
    const [api, first] = [await launch('api', { PORT: '0' }), await launch('worker')];
    const { address } = await api.line('listening');
    await first.line('taking jobs');
    const user = await create(address);
    await eventually(async () => (await mailsTo(user.email)).length === 1, 20_000);
    await kill(first);
    await ask(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
    await ask('DROP TRIGGER hold ON outbox');
    await ask('SELECT pg_advisory_unlock(4711)');
    expect(await isEmpty()).toBe(false);

    const second = await launch('worker');
    await eventually(isEmpty, 20_000);
    // Whatever was enqueued after it has been done: so would it have been.
    const last = await create(address);
    await eventually(async () => (await mailsTo(last.email)).length === 1, 20_000);
    expect(await mailsTo(user.email)).toHaveLength(1);
    for (const running of [api, second]) running.signal('SIGTERM');
    expect(await Promise.all([api.exit(), second.exit()])).toEqual([0, 0]);
  }, 120_000);
});

function completed(worker: RunningProcess): number {
  return worker.lines().filter(({ msg, job }) => msg === 'job completed' && job === 'user.welcome').length;
}
