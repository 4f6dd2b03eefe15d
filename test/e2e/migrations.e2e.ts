import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { parseConfig } from '../../src/config/config.js';
import { entities } from '../../src/main/entities.js';
import { migrationOptions } from '../../src/platform/database/data-source-options.js';
import { migrations } from '../../src/platform/database/migrations/index.js';
import { RoutingDataSource } from '../../src/platform/database/routing-data-source.js';
import { eventually } from '../support/eventually.ts';
import { waiting } from '../support/held-lock.ts';
import { type OwnDatabase, ownDatabase } from '../support/own-database.ts';
import { runCli } from '../support/run.ts';
import { dumpSchema } from '../support/schema-dump.ts';

let database: OwnDatabase;

beforeAll(() => Logger.overrideLogger(['error']));

beforeEach(async () => {
  database = await ownDatabase();
});

afterEach(() => database.drop());

/** Does something with a data source that knows the first `count` migrations. */
async function withMigrations<T>(count: number, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const options = migrationOptions(parseConfig(database.env).database, entities);
  const dataSource = new RoutingDataSource({ ...options, migrations: migrations.slice(0, count) });
  await dataSource.initialize();
  return work(dataSource).finally(() => dataSource.destroy());
}

describe('migrations', () => {
  it('each go up, down and up again to the very same schema [W3.I4] [W3.I6]', async () => {
    const empty = await dumpSchema(database.url);
    expect(Object.values(empty).flat()).toEqual([]);
    const schemas = [empty];
    for (let count = 1; count <= migrations.length; count += 1) {
      await withMigrations(count, (dataSource) => dataSource.runMigrations());
      schemas.push(await dumpSchema(database.url));
      expect(schemas[count]).not.toEqual(schemas[count - 1]);
    }
    for (let count = migrations.length; count > 0; count -= 1) {
      await withMigrations(count, (dataSource) => dataSource.undoLastMigration());
      expect(await dumpSchema(database.url)).toEqual(schemas[count - 1]);
    }
    await withMigrations(migrations.length, (dataSource) => dataSource.runMigrations());
    expect(await dumpSchema(database.url)).toEqual(schemas.at(-1));
  }, 120_000);

  it('run once when several processes start them together [W3.I7]', async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => runCli(['migrate'], database.env)));
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array(4).fill({ code: 0, stderr: '' }),
    );
    const ran = results.flatMap(({ stdout }) => stdout.match(/^ran .*$/gm) ?? []);
    expect(ran).toEqual(migrations.map(({ name }) => `ran ${name}`));
    // Those who had to wait say so before.
    const idle = results.filter(({ stdout }) => /^no migrations are pending$/m.test(stdout));
    expect(idle).toHaveLength(3);
  }, 120_000);

  it('take likes back from their slots, and do not lock crosswise with those who read them [W3.I6]', async () => {
    const place = migrations.findIndex(({ name }) => name.startsWith('CreateLikeSlots'));
    await withMigrations(place + 1, async (dataSource) => {
      await dataSource.runMigrations();
      await dataSource.query(`
        WITH ada AS (INSERT INTO users (name, email) VALUES ('Ada', 'ada@example.com') RETURNING id)
        INSERT INTO posts (author_id, title, body) SELECT id, 'Post', 'Text' FROM ada, generate_series(1, 3);
        INSERT INTO post_counters (post_id, like_count) VALUES (1, -1), (2, 4);
        INSERT INTO post_like_slots (post_id, like_count) VALUES (1, 2), (1, 1), (2, -3), (3, 5), (99, 7)`);
      const reader = dataSource.createQueryRunner();
      await reader.startTransaction();
      await reader.query(`SET LOCAL lock_timeout = '100ms'`);
      await reader.query('SELECT FROM post_counters');
      const undone = dataSource.undoLastMigration();
      try {
        await eventually(async () => (await waiting({ dataSource })) > 0);
        await reader.query('SELECT FROM post_like_slots');
      } finally {
        await reader.rollbackTransaction();
        await reader.release();
        await undone;
      }
      const counters = await dataSource.query<object[]>(
        'SELECT post_id, like_count FROM post_counters ORDER BY 1',
      );
      expect(counters.map((row) => Object.values(row))).toEqual([
        [1, 2],
        [2, 1],
        [3, 5],
      ]);
    });
  }, 120_000);

  it('leave a schema that is what the entities say, and a difference would be seen [W3.I5]', async () => {
    await withMigrations(migrations.length, async (dataSource) => {
      const drift = async () =>
        (await dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
      await dataSource.runMigrations();
      expect(await drift()).toEqual([]);
      for (const [change, back] of [
        ['DROP INDEX posts_title_idx', 'CREATE INDEX posts_title_idx ON posts (title, id)'],
        ['ALTER TABLE users ALTER name DROP NOT NULL', 'ALTER TABLE users ALTER name SET NOT NULL'],
        [
          'ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey',
          'ALTER TABLE posts ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE',
        ],
        ['ALTER TABLE users ADD COLUMN nickname text', 'ALTER TABLE users DROP COLUMN nickname'],
      ]) {
        await dataSource.query(`BEGIN; ${change}; COMMIT`);
        expect(await drift()).not.toEqual([]);
        await dataSource.query(`BEGIN; ${back}; COMMIT`);
        expect(await drift()).toEqual([]);
      }
    });
  }, 120_000);
});
