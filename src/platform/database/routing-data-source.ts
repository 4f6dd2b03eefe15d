import { DataSource, type Migration } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { DatabaseCluster } from './nodes/cluster.js';
import { RoutingDriver } from './routing/routing-driver.js';

export type RoutingOptions = PostgresDataSourceOptions & { cluster: DatabaseCluster };

// Any fixed number that no other user of advisory locks in this database takes: "groundwo" in ASCII.
const MIGRATION_LOCK = '7453010373643233135';

/**
 * The data source of all repositories: writes, transactions, locking reads and raw `query()` go to the primary, other
 * reads to the replicas; docs/replicas.md says what that guarantees. Several processes may migrate at once: one does
 * it, the others wait and then find nothing to do.
 */
export class RoutingDataSource extends DataSource {
  readonly cluster: DatabaseCluster;

  constructor({ cluster, ...options }: RoutingOptions) {
    super(options);
    this.cluster = cluster;
    this.driver = new RoutingDriver(this, cluster);
  }

  override async runMigrations(options?: Parameters<DataSource['runMigrations']>[0]): Promise<Migration[]> {
    return this.#withMigrationLock(() => super.runMigrations(options));
  }

  override async undoLastMigration(options?: Parameters<DataSource['undoLastMigration']>[0]): Promise<void> {
    return this.#withMigrationLock(() => super.undoLastMigration(options));
  }

  async #withMigrationLock<T>(work: () => Promise<T>): Promise<T> {
    const holder = this.createQueryRunner('master');
    try {
      await holder.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
      try {
        return await work();
      } finally {
        await holder.query(`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`);
      }
    } finally {
      await holder.release();
    }
  }
}
