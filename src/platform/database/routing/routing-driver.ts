import type { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { DatabaseCluster } from '../nodes/cluster.js';
import { ConnectionRouter } from './connection-router.js';
import { ReadConnection } from './read-connection.js';
import type { StatementClient } from '../statement-client.js';
import { writeConnection } from './write-connection.js';

type Release = (error?: Error) => void;

// What TypeORM wants to know of a server before it builds statements.
const FACTS_SQL = `
  SELECT current_database() AS database, current_schema() AS schema,
         split_part(current_setting('server_version'), ' ', 1) AS version`;

interface DriverFacts {
  database: string;
  schema: string;
  version: string;
}

/**
 * TypeORM's PostgreSQL driver, with the connections of a cluster instead of its own pools. TypeORM asks for a "slave"
 * connection for reads outside of a transaction and for a "master" one for everything else.
 */
export class RoutingDriver extends PostgresDriver {
  readonly #cluster: DatabaseCluster;
  readonly #router: ConnectionRouter;

  constructor(dataSource: DataSource, cluster: DatabaseCluster) {
    super(dataSource);
    this.#cluster = cluster;
    this.#router = new ConnectionRouter(cluster);
    this.isReplicated = true;
  }

  override async connect(): Promise<void> {
    await this.#cluster.start();
    const lease = await this.#router.acquireRead();
    try {
      const { rows } = await lease.client.ask(FACTS_SQL);
      const [facts] = rows as DriverFacts[];
      this.database = facts?.database;
      this.searchSchema = facts?.schema;
      this.schema ??= this.searchSchema;
      this.version = facts?.version;
    } finally {
      lease.release();
    }
  }

  // The extensions are made by migrations; nothing here may need a primary, so that the start does not.
  override async afterConnect(): Promise<void> {
    this.isGeneratedColumnsSupported = true;
  }

  override async disconnect(): Promise<void> {
    await this.#cluster.stop();
  }

  override async obtainMasterConnection(): Promise<[StatementClient, Release]> {
    return writeConnection(this.#router);
  }

  override async obtainSlaveConnection(): Promise<[ReadConnection, Release]> {
    const connection = new ReadConnection(this.#router, await this.#router.acquireRead());
    return [connection, (error) => connection.release(error !== undefined)];
  }
}
