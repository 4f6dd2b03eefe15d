import type { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { DatabaseCluster } from './cluster.js';
import { ConnectionRouter } from './connection-router.js';
import { ReadConnection } from './read-connection.js';
import { writeConnection } from './write-connection.js';

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
    const [connection, release] = await this.obtainSlaveConnection();
    try {
      const { rows } = await connection.query(
        'SELECT current_database() AS database, current_schema() AS schema, current_setting($1) AS version',
        ['server_version'],
      );
      this.database = rows[0].database;
      this.searchSchema = rows[0].schema;
      this.schema ??= this.searchSchema;
      this.version = rows[0].version.split(' ')[0];
    } finally {
      release();
    }
  }

  // The extensions are made by migrations; nothing here may need a primary, so that the start does not.
  override async afterConnect(): Promise<void> {
    this.isGeneratedColumnsSupported = true;
  }

  override async disconnect(): Promise<void> {
    await this.#cluster.stop();
  }

  override async obtainMasterConnection(): Promise<[any, Function]> {
    return writeConnection(this.#router);
  }

  override async obtainSlaveConnection(): Promise<[any, Function]> {
    const connection = new ReadConnection(this.#router, await this.#router.acquireRead());
    return [connection, (error?: Error) => connection.release(error !== undefined)];
  }
}
