import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { parseConfig } from '../../src/config/config.js';
import { entities } from '../../src/main/entities.js';
import { migrationOptions } from '../../src/platform/database/data-source-options.js';
import { migrations } from '../../src/platform/database/migrations/index.js';
import { RoutingDataSource } from '../../src/platform/database/routing-data-source.js';
import { eventually } from '../support/eventually.ts';
import { type OwnDatabase, ownDatabase } from '../support/own-database.ts';
import { RunningProcess } from '../support/processes.ts';
import { runCli } from '../support/run.ts';
import { dumpSchema } from '../support/schema-dump.ts';

const LOCK_TIMEOUT_MS = 300;
const LONG_MS = 120_000;
// The next one alters "users".
const BEFORE_SESSIONS = migrations.findIndex(({ name }) => name.startsWith('CreateSessions'));

let database: OwnDatabase;
let holder: pg.Client;
let pid: number;
let env: Record<string, string>;

// Somebody has read "users" in a transaction that is still open.
beforeEach(async () => {
  database = await ownDatabase();
  env = { ...database.env, MIGRATION_LOCK_TIMEOUT_MS: String(LOCK_TIMEOUT_MS), NO_COLOR: '1' };
  const options = migrationOptions(parseConfig(env).database, entities);
  const dataSource = new RoutingDataSource({ ...options, migrations: migrations.slice(0, BEFORE_SESSIONS) });
  await dataSource.initialize();
  await dataSource.runMigrations().finally(() => dataSource.destroy());
  holder = new pg.Client({ connectionString: database.url, application_name: 'somebody' });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(`SELECT 'a secret' AS value, count(*) FROM users`);
  pid = (await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;
  await holder.query(`SELECT 'a secret' AS value`);
});

afterEach(async () => {
  await holder.end();
  await database.drop();
});

/** Starts `migrate` as a deployment does, and resolves once it waits for the lock. */
async function startMigrating(): Promise<RunningProcess> {
  const { PATH = '', HOME = '' } = process.env;
  const command = [process.execPath, `${process.cwd()}/dist/main/cli.js`, 'migrate'];
  const migrating = new RunningProcess(command, { PATH, HOME, ...env });
  await eventually(() => migrating.output.includes('migration waits for a lock'), LONG_MS);
  return migrating;
}

describe('a migration that waits for a lock', () => {
  it(
    'that somebody holds for a while lets others read meanwhile, and is done afterwards',
    async () => {
      const migrating = await startMigrating();
      const reader = new pg.Client({ connectionString: database.url });
      await reader.connect();
      // Whoever comes behind a waiting ALTER TABLE waits, too: until it gives up.
      for (let read = 0; read < 3; read += 1) await reader.query('SELECT count(*) FROM users');
      await reader.end();
      await eventually(() => migrating.output.includes('migration tried again'), LONG_MS);
      await holder.query('COMMIT');
      expect(await migrating.exit()).toBe(0);
      const ran = migrating.output.match(/^ran .*$/gm);
      expect(ran).toEqual(migrations.slice(BEFORE_SESSIONS).map(({ name }) => `ran ${name}`));
    },
    LONG_MS,
  );

  it(
    'that is never given back gives up, says who holds it, and leaves nothing half-done',
    async () => {
      const before = await dumpSchema(database.url);
      const { code, stdout, stderr } = await runCli(['migrate'], env);
      expect(code).toBe(1);
      expect(stdout).not.toContain('ran ');
      expect(stderr).toMatch(
        new RegExp(
          `CreateSessions1760000010000 gave up: 5 times it waited ${LOCK_TIMEOUT_MS} ms for a lock that was held by\\n` +
            `  - pid ${pid} \\(somebody, user \\w+, idle in transaction; transaction \\d+ s old, statement \\d+ s\\): SELECT \\? AS value`,
        ),
      );
      expect(stdout + stderr).not.toContain('a secret');
      expect(await dumpSchema(database.url)).toEqual(before);
      // Nor is anything kept from whoever comes next.
      await holder.query('COMMIT');
      expect((await runCli(['migrate'], env)).code).toBe(0);
    },
    LONG_MS,
  );

  it(
    'does not keep another process from waiting its turn, however long that takes',
    async () => {
      const first = await startMigrating();
      const second = runCli(['migrate'], { ...env, MIGRATION_LOCK_TIMEOUT_MS: '1' });
      await sleep(LOCK_TIMEOUT_MS);
      await holder.query('COMMIT');
      expect(await first.exit()).toBe(0);
      expect(await second).toMatchObject({ code: 0, stdout: 'no migrations are pending\n', stderr: '' });
    },
    LONG_MS,
  );
});
