import type { FastifyInstance } from 'fastify';
import type { DataSource, DataSourceOptions, EntitySchema } from 'typeorm';
import { importProduct } from '../product.ts';

/** Parts of the compiled product, as far as they are used here. */
export interface Product {
  parseConfig: (env: NodeJS.ProcessEnv) => ProductConfig;
  dataSourceOptions: (database: object, entities: EntitySchema[]) => DataSourceOptions;
  RoutingDataSource: new (options: DataSourceOptions) => RoutedDataSource;
  StatementClient: object;
  integerTypes: object;
  RequestContext: new (requestId: string) => Context;
  runInContext: <T>(context: Context, work: () => T) => T;
  trackRequests: (server: FastifyInstance, http: object) => void;
  trackConsistency: (server: FastifyInstance, cluster: Cluster, config: ProductConfig) => void;
}

interface ProductConfig {
  database: { urls: string[] };
  http: object;
}

export interface Position {
  timeline: number;
  lsn: bigint;
}

export interface Context {
  consistency: { require(position: Position): void; written?: Position; settle(): Promise<void> };
}

interface Cluster {
  nodes: { name: string; role: string; provenLsn?: bigint }[];
}

export type RoutedDataSource = DataSource & { cluster: Cluster };

const FILES = [
  'config/config.js',
  'platform/context/request-context.js',
  'platform/database/data-source-options.js',
  'platform/database/integer-types.js',
  'platform/database/routing-data-source.js',
  'platform/database/statement-client.js',
  'platform/http/request-lifecycle.js',
  'platform/http/track-consistency.js',
];

export function loadProduct(): Promise<Product> {
  return importProduct<Product>(...FILES);
}
