import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { parseConfig } from '../../src/config/config.js';
import { migrationOptions } from '../../src/platform/database/data-source-options.js';
import { createIndexConcurrently } from '../../src/platform/database/migrating/index-concurrently.js';
import { RoutingDataSource } from '../../src/platform/database/routing-data-source.js';
import { eventually } from '../support/eventually.ts';
import { type OwnDatabase, ownDatabase } from '../support/own-database.ts';
import { Writers } from '../support/writers.ts';

const ROWS = 200_000;
const WRITERS = 4;
const MORE = 20;
const LONG_MS = 120_000;
class AddColumn1700000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE "things" ADD COLUMN "grade" integer NOT NULL DEFAULT 5,
        ADD CONSTRAINT "things_n_check" CHECK (held("n", 1) >= 0) NOT VALID`);
  }

  async down(): Promise<void> {}
}

class ValidateCheck1700000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "things" VALIDATE CONSTRAINT "things_n_check"`);
  }

  async down(): Promise<void> {}
}

class AddIndex1700000000003 implements MigrationInterface {
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    const sql = `CREATE INDEX CONCURRENTLY "things_n_idx" ON "things" (held("n", 2))`;
    await createIndexConcurrently(queryRunner, 'things_n_idx', sql);
  }

  async down(): Promise<void> {}
}

let database: OwnDatabase;
let holder: pg.Client;

beforeAll(() => Logger.overrideLogger(['error']));

beforeEach(async () => {
  database = await ownDatabase();
  holder = new pg.Client({ connectionString: database.url, application_name: 'holder' });
  await holder.connect();
  // Whoever checks or indexes the row in the middle stands still for as long as the holder keeps the lock of that
  // number. Writers do not: it is the migration's work that is slow, as on a table a thousand times larger.
  await holder.query(`
    CREATE FUNCTION held(n bigint, number int) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$
    BEGIN
      IF n = ${ROWS / 2} AND current_setting('application_name') <> 'writer' THEN
        WHILE EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 77 AND objid = number) LOOP
          PERFORM pg_sleep(0.02);
        END LOOP;
      END IF;
      RETURN n;
    END $$`);
  await holder.query(
    `CREATE TABLE things (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n bigint, text text)`,
  );
  await holder.query(
    `INSERT INTO things (n, text) SELECT n, 'thing ' || n FROM generate_series(1, ${ROWS}) n`,
  );
  await holder.query('ANALYZE things');
  for (const number of [1, 2, 3]) await holder.query('SELECT pg_advisory_lock(77, $1)', [number]);
});

afterEach(async () => {
  await holder.end();
  await database.drop();
});

async function ask<T>(sql: string, values?: unknown[]): Promise<T | undefined> {
  const { rows } = await holder.query<Record<string, T>>(sql, values);
  return Object.values(rows[0] ?? {})[0];
}

/** The process that stands still in the middle of this statement. */
const standing = (statement: string) =>
  eventually(
    () =>
      ask<number>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query ~ $1 AND wait_event = 'PgSleep'`,
        [statement],
      ),
    LONG_MS,
  );

const blockedBy = async (pid: number) =>
  Number(
    await ask<string>(
      `SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'writer' AND $1 = ANY (pg_blocking_pids(pid))`,
      [pid],
    ),
  );

const release = (number: number) => holder.query('SELECT pg_advisory_unlock(77, $1)', [number]);

describe('writers of a filled table', () => {
  it(
    'write on while a migration adds a column, a check and an index, and none fails [W3.B4]',
    async () => {
      const rewrites = () => ask(`SELECT relfilenode::int FROM pg_class WHERE relname = 'things'`);
      const before = await rewrites();
      const migrations = [AddColumn1700000000001, ValidateCheck1700000000002, AddIndex1700000000003];
      const config = parseConfig(database.env).database;
      const options = migrationOptions(config, []);
      const dataSource = await new RoutingDataSource({ ...options, migrations }).initialize();
      // Nobody waits for a migration longer than it waits for a lock itself.
      const writers = new Writers(database.url, WRITERS, `${config.migrationLockTimeoutMs}ms`);
      try {
        const running = dataSource.runMigrations();
        for (const [number, statement] of [
          [1, '^ALTER TABLE "things" VALIDATE'],
          [2, '^CREATE INDEX CONCURRENTLY'],
        ] as const) {
          const pid = await standing(statement);
          // Half of the work is done, the other half stands still, and so it stays until all have written on.
          const done = [...writers.done];
          await eventually(() => writers.failures.length > 0 || writers.areFurther(done, MORE), LONG_MS);
          expect(await blockedBy(pid)).toBe(0);
          await release(number);
        }
        expect(await running).toHaveLength(migrations.length);
      } finally {
        await writers.stop();
        await dataSource.destroy();
      }
      expect(writers.failures).toEqual([]);
      expect(await ask('SELECT bool_and(grade = 5) FROM things')).toBe(true);
      expect(await ask(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'things_n_idx'::regclass`)).toBe(
        true,
      );
      expect(await ask(`SELECT convalidated FROM pg_constraint WHERE conname = 'things_n_check'`)).toBe(true);
      // The rows lie where they lay.
      expect(await rewrites()).toBe(before);
      process.stdout.write(`longest write beside the migration: ${writers.longestMs.toFixed(0)} ms\n`);
    },
    2 * LONG_MS,
  );

  it(
    'all stand still for as long as an ordinary CREATE INDEX runs, which is what the check refuses',
    async () => {
      const careless = new pg.Client({ connectionString: database.url, application_name: 'careless' });
      await careless.connect();
      const writers = new Writers(database.url, WRITERS, '0');
      try {
        await eventually(() => writers.areFurther([], 1), LONG_MS);
        const running = careless.query('CREATE INDEX ON things (held(n, 3))');
        const pid = await standing('^CREATE INDEX');
        await eventually(async () => (await blockedBy(pid)) === WRITERS, LONG_MS);
        const done = [...writers.done];
        await standing('^CREATE INDEX');
        expect(writers.done).toEqual(done);
        await release(3);
        await running;
        await eventually(() => writers.areFurther(done, 1), LONG_MS);
      } finally {
        await writers.stop();
        await careless.end();
      }
      expect(writers.failures).toEqual([]);
    },
    2 * LONG_MS,
  );
});
