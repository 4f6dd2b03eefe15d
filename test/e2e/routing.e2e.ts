import { Column, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { parseConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/platform/database/data-source-options.js';
import { acceptStale, readPrimary } from '../../src/platform/database/routing/read-preference.js';
import { RoutingDataSource } from '../../src/platform/database/routing-data-source.js';
import { eventually } from '../support/eventually.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

/** One row, made by the server that is asked. */
@Entity('server')
class Server {
  @PrimaryColumn('integer')
  id!: number;

  @Column('boolean')
  recovering!: boolean;

  @Column('integer')
  port!: number;
}

/** Remembers which server wrote it. */
@Entity('visits')
class Visit {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('text', { unique: true })
  name!: string;

  @Column({ type: 'integer', default: () => 'inet_server_port()', insert: false, update: false })
  port!: number;

  @ManyToOne(() => Server)
  server!: Server;
}

let dataSource: RoutingDataSource;
let ports: { primary: number; replicas: number[] };

beforeAll(async () => {
  const { database } = parseConfig(await workerEnvironment());
  dataSource = new RoutingDataSource(dataSourceOptions(database, [Server, Visit]));
  await dataSource.initialize();
  await dataSource.query(
    'CREATE VIEW server AS SELECT 1 AS id, pg_is_in_recovery() AS recovering, inet_server_port() AS port',
  );
  await dataSource.query(
    `CREATE TABLE visits (id serial PRIMARY KEY, name text NOT NULL UNIQUE, "serverId" integer DEFAULT 1,
       port integer NOT NULL DEFAULT inet_server_port())`,
  );
  await dataSource.query(`INSERT INTO visits (name) SELECT 'visit ' || n FROM generate_series(1, 1000) AS n`);
  const [primary, ...replicas] = database.urls.map((url) => Number(new URL(url).port));
  ports = { primary: primary as number, replicas };
  await everywhere(async () => (await dataSource.getRepository(Visit).count()) === 1000);
});

afterAll(async () => {
  await dataSource.destroy();
});

describe('ordinary reads', () => {
  it('are balanced over both replicas [W9.I1] [W9.S5] [W9.I2]', async () => {
    const seen = await Promise.all(
      Array.from({ length: 400 }, () => dataSource.getRepository(Server).findOneByOrFail({ id: 1 })),
    );
    expect(seen.every(({ recovering }) => recovering)).toBe(true);
    for (const port of ports.replicas) {
      const share = seen.filter((server) => server.port === port).length / seen.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(0.05);
    }
  });

  it.each<[string, () => Promise<boolean | undefined>]>([
    ['find', async () => (await servers().find())[0]?.recovering],
    ['findOne', async () => (await servers().findOne({ where: { id: 1 } }))?.recovering],
    ['findAndCount', async () => (await servers().findAndCount())[0][0]?.recovering],
    ['count', async () => (await servers().countBy({ recovering: true })) === 1],
    ['exists', async () => servers().existsBy({ recovering: true })],
    ['sum', async () => (await servers().sum('port', {})) !== ports.primary],
    ['query builder, entities', async () => (await servers().createQueryBuilder('s').getOne())?.recovering],
    [
      'query builder, raw',
      async () => (await servers().createQueryBuilder('s').select('s.recovering', 'r').getRawOne())?.r,
    ],
    [
      'a join',
      async () =>
        (await visits().findOneOrFail({ where: { id: 1 }, relations: { server: true } })).server.recovering,
    ],
    [
      'a relation loaded by its own statement',
      async () =>
        (
          await visits().findOneOrFail({
            where: { id: 1 },
            relations: { server: true },
            relationLoadStrategy: 'query',
          })
        ).server.recovering,
    ],
    [
      'loadOne',
      async () =>
        (await dataSource.createQueryBuilder().relation(Visit, 'server').of(1).loadOne<Server>())?.recovering,
    ],
    [
      'stream',
      async () =>
        ((await readAll(await servers().createQueryBuilder('s').stream()))[0] as { s_recovering: boolean })
          .s_recovering,
    ],
  ])('%s: on a replica [W9.S5]', async (_, read) => {
    expect(await read()).toBe(true);
  });
});

describe('everything else', () => {
  it.each<[string, () => Promise<number | undefined>]>([
    ['insert', async () => (await written(await visits().insert({ name: 'insert' }))).port],
    ['save', async () => await portOf(await visits().save({ name: 'save' }))],
    ['upsert', async () => (await written(await visits().upsert({ name: 'upsert' }, ['name']))).port],
    [
      'update',
      async () =>
        (
          await visits()
            .createQueryBuilder()
            .update()
            .set({ name: 'updated' })
            .where({ id: 2 })
            .returning('inet_server_port() AS port')
            .execute()
        ).raw[0].port,
    ],
    [
      'delete',
      async () =>
        (
          await visits()
            .createQueryBuilder()
            .delete()
            .where({ id: 3 })
            .returning('inet_server_port() AS port')
            .execute()
        ).raw[0].port,
    ],
    [
      'raw query',
      async () => (await dataSource.query<Server[]>('SELECT inet_server_port() AS port'))[0]?.port,
    ],
    [
      'raw SELECT … FOR UPDATE',
      async () =>
        (
          await dataSource.query<Server[]>(
            'SELECT inet_server_port() AS port FROM visits WHERE id = 1 FOR UPDATE',
          )
        )[0]?.port,
    ],
    [
      'find in a transaction',
      () =>
        dataSource.transaction(
          async (tx) => (await tx.getRepository(Server).findOneByOrFail({ id: 1 })).port,
        ),
    ],
    [
      'a locking read',
      () =>
        dataSource.transaction(async (tx) => {
          await tx
            .getRepository(Visit)
            .findOneOrFail({ where: { id: 1 }, lock: { mode: 'pessimistic_write' } });
          return (await tx.getRepository(Server).findOneByOrFail({ id: 1 })).port;
        }),
    ],
    ['find with its own transaction', async () => (await servers().find({ transaction: true }))[0]?.port],
    [
      'a query builder that writes under a SELECT',
      async () => {
        const sql = `WITH added AS (INSERT INTO visits (name) VALUES ('by select') RETURNING port) SELECT port FROM added`;
        const runner = dataSource.createQueryRunner('slave');
        return runner
          .query(sql)
          .then((rows: Server[]) => rows[0]?.port)
          .finally(() => runner.release());
      },
    ],
    [
      'a locking read on a runner for replicas',
      async () => {
        const runner = dataSource.createQueryRunner('slave');
        return runner
          .query('SELECT inet_server_port() AS port FROM visits WHERE id = 1 FOR UPDATE')
          .then((rows: Server[]) => rows[0]?.port)
          .finally(() => runner.release());
      },
    ],
    [
      'a method that says so',
      async () => readPrimary(async () => (await servers().findOneByOrFail({ id: 1 })).port),
    ],
  ])('%s: on the primary [W9.S5]', async (_, act) => {
    expect(await act()).toBe(ports.primary);
  });

  it('accepts staleness where a method says so', async () => {
    expect(await acceptStale(async () => (await servers().findOneByOrFail({ id: 1 })).recovering)).toBe(true);
  });
});

describe('connections', () => {
  it('come back when a transaction throws, and when a stream is left half read', async () => {
    await expect(
      dataSource.transaction(async (tx) => {
        await tx.query('SELECT 1');
        throw new Error('thrown');
      }),
    ).rejects.toThrow('thrown');
    const stream = await visits().createQueryBuilder('v').stream();
    for await (const _ of stream) break;
    await eventually(() => dataSource.cluster.nodes.every(({ pool }) => pool.counts().inUse === 0));
  });
});

const servers = () => dataSource.getRepository(Server);
const visits = () => dataSource.getRepository(Visit);

function written({ identifiers }: { identifiers: object[] }): Promise<Visit> {
  return readPrimary(() => visits().findOneByOrFail(identifiers[0] as { id: number }));
}

async function portOf({ id }: { id?: number }): Promise<number> {
  return (await readPrimary(() => visits().findOneByOrFail({ id }))).port;
}

async function readAll(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of stream) rows.push(row);
  return rows;
}

// Both replicas in turn have to say so.
async function everywhere(holds: () => Promise<boolean>): Promise<void> {
  const { nodes } = dataSource.cluster;
  await eventually(async () => {
    if (nodes.filter(({ role }) => role === 'replica').length < 2) return false;
    const answers = [await holds().catch(() => false), await holds().catch(() => false)];
    return answers.every(Boolean);
  });
}
