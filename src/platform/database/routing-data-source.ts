import { DataSource, type Migration, MigrationExecutor, type QueryRunner } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { migrateAlone } from './migrating/migrate.js';
import type { DatabaseCluster } from './nodes/cluster.js';
import { RoutingDriver } from './routing/routing-driver.js';

export type RoutingOptions = PostgresDataSourceOptions & {
  cluster: DatabaseCluster;
  /** How long a statement of a migration waits for a lock before it is tried again later. */
  migrationLockTimeoutMs: number;
};

type RunOptions = Parameters<DataSource['runMigrations']>[0];
type UndoOptions = Parameters<DataSource['undoLastMigration']>[0];

/**
 * The data source of all repositories: writes, transactions, locking reads and raw `query()` go to the primary, other
 * reads to the replicas; docs/replicas.md says what that guarantees. Several processes may migrate at once: one does
 * it, the others wait and then find nothing to do. docs/migrations.md says how they deal with locks.
 */
export class RoutingDataSource extends DataSource {
  readonly cluster: DatabaseCluster;
  readonly #lockTimeoutMs: number;

  constructor({ cluster, migrationLockTimeoutMs, ...options }: RoutingOptions) {
    super(options);
    this.cluster = cluster;
    this.#lockTimeoutMs = migrationLockTimeoutMs;
    this.driver = new RoutingDriver(this, cluster);
  }

  override async runMigrations(options?: RunOptions): Promise<Migration[]> {
    let pending: Migration[] | undefined;
    const run = async (runner: QueryRunner) => {
      const executor = this.#executor(runner, options);
      // Those of an attempt that stopped half-way have run, too.
      pending ??= await executor.getPendingMigrations();
      await executor.executePendingMigrations();
      return pending;
    };
    const next = async (runner: QueryRunner) =>
      (await this.#executor(runner).getPendingMigrations())[0]?.name ?? 'no migration';
    return migrateAlone(this, this.#lockTimeoutMs, run, next);
  }

  override async undoLastMigration(options?: UndoOptions): Promise<void> {
    const lastName = async (runner: QueryRunner) =>
      (await this.#executor(runner).getExecutedMigrations())[0]?.name ?? 'no migration';
    const undo = async (runner: QueryRunner) => {
      const last = await lastName(runner);
      // TypeORM asks a migration whether it wants a transaction on its way up only.
      const bare = this.migrations.some((one) => nameOf(one) === last && one.transaction === false);
      await this.#executor(runner, bare ? { ...options, transaction: 'none' } : options).undoLastMigration();
    };
    return migrateAlone(this, this.#lockTimeoutMs, undo, lastName);
  }

  #executor(runner: QueryRunner, options?: RunOptions): MigrationExecutor {
    const executor = new MigrationExecutor(this, runner);
    executor.transaction = options?.transaction ?? this.options.migrationsTransactionMode ?? 'each';
    executor.fake = options?.fake ?? false;
    return executor;
  }
}

function nameOf(migration: DataSource['migrations'][number]): string {
  return migration.name ?? migration.constructor.name;
}
