import type { MixedList } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { Config } from '../../config/config.js';
import { migrations } from './migrations/index.js';
import { StatementClient, type StatementObserver } from './statement-client.js';
import { integerTypes } from './integer-types.js';

export type EntityList = MixedList<new () => object>;

/** How the application connects: few, bounded connections whose statements end by themselves. */
export function dataSourceOptions(
  database: Config['database'],
  entities: EntityList,
  onStatement?: StatementObserver,
): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url: database.url,
    entities,
    migrations,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    poolSize: database.poolMax,
    connectTimeoutMS: database.connectTimeoutMs,
    applicationName: 'groundwork',
    extra: {
      Client: StatementClient,
      onStatement,
      types: integerTypes,
      statement_timeout: database.statementTimeoutMs,
      idle_in_transaction_session_timeout: 2 * database.statementTimeoutMs,
    },
  };
}

/** As above for migrations, which may take as long as they need. */
export function migrationOptions(
  database: Config['database'],
  entities: EntityList,
): PostgresDataSourceOptions {
  return { ...dataSourceOptions(database, entities), extra: { types: integerTypes }, poolSize: 3 };
}
