import type { MixedList } from 'typeorm';
import type { Config } from '../../config/config.js';
import { migrations } from './migrations/index.js';
import { DatabaseCluster } from './nodes/cluster.js';
import type { RoutingOptions } from './routing-data-source.js';
import type { StatementObserver } from './statement-client.js';

/** Entity classes, as TypeORM takes them. */
export type EntityList = MixedList<new () => object>;

/** How the application connects: few, bounded connections to each node, whose statements end by themselves. */
export function dataSourceOptions(
  database: Config['database'],
  entities: EntityList,
  onStatement?: StatementObserver,
): RoutingOptions {
  return {
    type: 'postgres',
    entities,
    migrations,
    migrationsTransactionMode: 'each',
    cluster: new DatabaseCluster(database, onStatement),
    migrationLockTimeoutMs: database.migrationLockTimeoutMs,
  };
}

/** As above for migrations, which may take as long as they need. */
export function migrationOptions(database: Config['database'], entities: EntityList): RoutingOptions {
  return dataSourceOptions({ ...database, poolMax: 3, replicaPoolMax: 3, statementTimeoutMs: 0 }, entities);
}
