import type { FastifyInstance } from 'fastify';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { loadProduct } from './product.ts';
import { User } from './user-entity.ts';

/** Makes a data source ready and gives the server what belongs to it. */
type DataAccess = (server: FastifyInstance) => Promise<DataSource>;

/** What is compared. */
export const DATA_ACCESS = {
  primary: () => connect({ type: 'postgres', url: primaryUrl() }),
  typeorm: () =>
    connect({
      type: 'postgres',
      replication: { master: { url: primaryUrl() }, slaves: replicaUrls().map((url) => ({ url })) },
    }),
  groundwork: routed,
} satisfies Record<string, DataAccess>;

export type AccessName = keyof typeof DATA_ACCESS;

export const ACCESS_NAMES = Object.keys(DATA_ACCESS) as AccessName[];

function connect(options: DataSourceOptions): Promise<DataSource> {
  const extra = { max: Number(process.env.DATABASE_POOL_MAX) };
  return new DataSource({ ...options, entities: [User], extra }).initialize();
}

/** With the token by which a client is promised to see what it wrote. */
async function routed(server: FastifyInstance): Promise<DataSource> {
  const product = await loadProduct();
  const config = product.parseConfig(process.env);
  const dataSource = new product.RoutingDataSource(product.dataSourceOptions(config.database, [User]));
  await dataSource.initialize();
  product.trackConsistency(server, dataSource.cluster, config);
  return dataSource;
}

function primaryUrl(): string {
  return process.env.DATABASE_URL ?? '';
}

function replicaUrls(): string[] {
  return (process.env.DATABASE_REPLICA_URLS ?? '').split(',');
}
