import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { parseConfig } from '../../src/config/config.js';
import { migrationOptions } from '../../src/platform/database/data-source-options.js';
import { createIndexConcurrently } from '../../src/platform/database/migrating/index-concurrently.js';
import { RoutingDataSource } from '../../src/platform/database/routing-data-source.js';
import { eventually } from '../support/eventually.ts';
import { type OwnDatabase, ownDatabase } from '../support/own-database.ts';

const INDEX = 'things_code_key';
const SQL = `CREATE UNIQUE INDEX CONCURRENTLY "${INDEX}" ON "things" ("code")`;

class CreateThings1700000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE "things" ("id" bigint NOT NULL, "code" text NOT NULL)`);
    await queryRunner.query(`INSERT INTO "things" SELECT n, 'code ' || n FROM generate_series(1, 1000) n`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "things"`);
  }
}

class IndexThings1700000000002 implements MigrationInterface {
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await createIndexConcurrently(queryRunner, INDEX, SQL);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS "${INDEX}"`);
  }
}

class CommentThings1700000000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`COMMENT ON TABLE "things" IS 'done'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`COMMENT ON TABLE "things" IS NULL`);
  }
}

class ForgetTransaction1700000000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createIndexConcurrently(
      queryRunner,
      'things_id_idx',
      `CREATE INDEX CONCURRENTLY "things_id_idx" …`,
    );
  }

  async down(): Promise<void> {}
}

const migrations = [CreateThings1700000000001, IndexThings1700000000002, CommentThings1700000000003];
let database: OwnDatabase;
let client: pg.Client;
let dataSource: RoutingDataSource;

beforeAll(() => Logger.overrideLogger(['error']));

beforeEach(async () => {
  database = await ownDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  dataSource = await connect();
});

afterEach(async () => {
  await dataSource.destroy();
  await client.end();
  await database.drop();
});

function connect(list: (new () => MigrationInterface)[] = migrations): Promise<RoutingDataSource> {
  // Too short for anything to be waited for, so that only what waits patiently gets through.
  const { database: options } = parseConfig({ ...database.env, MIGRATION_LOCK_TIMEOUT_MS: '100' });
  return new RoutingDataSource({ ...migrationOptions(options, []), migrations: list }).initialize();
}

async function ask(sql: string): Promise<unknown[]> {
  return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
}

const validity = () => ask(`SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('${INDEX}')`);
const ran = () => ask('SELECT name FROM migrations ORDER BY id');

describe('an index that is built concurrently', () => {
  it('by a migration of its own is there afterwards, and gone after its reversal', async () => {
    await dataSource.runMigrations();
    expect(await validity()).toEqual([true]);
    await dataSource.undoLastMigration();
    await dataSource.undoLastMigration();
    expect(await validity()).toEqual([]);
    expect(await ran()).toEqual([CreateThings1700000000001.name]);
  });

  it('and fails half-way is dropped and built again, and the migrations go on after it', async () => {
    const source = await connect([CreateThings1700000000001]);
    await source.runMigrations().finally(() => source.destroy());
    await client.query(`INSERT INTO things VALUES (0, 'code 1')`);
    await expect(dataSource.runMigrations()).rejects.toThrow('could not create unique index');
    // What PostgreSQL leaves behind: an index that costs every write and serves no read.
    expect(await validity()).toEqual([false]);
    expect(await ran()).toEqual([CreateThings1700000000001.name]);

    await client.query(`DELETE FROM things WHERE id = 0`);
    const done = await dataSource.runMigrations();
    expect(done.map(({ name }) => name)).toEqual(migrations.slice(1).map(({ name }) => name));
    expect(await validity()).toEqual([true]);
  });

  it('and complete, but not recorded, is kept', async () => {
    await dataSource.runMigrations();
    const [before] = await ask(`SELECT to_regclass('${INDEX}')::oid::int`);
    await client.query(`DELETE FROM migrations WHERE name = '${IndexThings1700000000002.name}'`);
    await dataSource.runMigrations();
    expect(await ask(`SELECT to_regclass('${INDEX}')::oid::int`)).toEqual([before]);
  });

  it('waits for older transactions, longer than for a lock that others queue behind', async () => {
    const source = await connect([CreateThings1700000000001]);
    await source.runMigrations().finally(() => source.destroy());
    const older = new pg.Client({ connectionString: database.url });
    await older.connect();
    await older.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await older.query('SELECT 1');
    const running = dataSource.runMigrations();
    await eventually(async () => {
      const waits = `SELECT now() - query_start > interval '500 ms' FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'CREATE UNIQUE INDEX%' AND wait_event_type = 'Lock'`;
      return (await ask(waits))[0] === true;
    }, 20_000);
    await older.query('COMMIT');
    await older.end();
    expect((await running).map(({ name }) => name)).toEqual(migrations.slice(1).map(({ name }) => name));
  });

  // Who waited for its turn inside of a statement would be an older transaction, and both would wait for ever.
  it('by one of several processes that start together is built once, and none waits for ever [W3.I7]', async () => {
    const others = await Promise.all([connect(), connect(), connect()]);
    try {
      const results = await Promise.all([dataSource, ...others].map((source) => source.runMigrations()));
      expect(results.flat().map(({ name }) => name)).toEqual(migrations.map(({ name }) => name));
      expect(await validity()).toEqual([true]);
    } finally {
      await Promise.all(others.map((source) => source.destroy()));
    }
  });

  it('inside of a transaction is refused, with what to write', async () => {
    const source = await connect([CreateThings1700000000001, ForgetTransaction1700000000004]);
    const running = source.runMigrations().finally(() => source.destroy());
    await expect(running).rejects.toThrow('things_id_idx concurrently needs: readonly transaction = false');
  });
});
