import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../config/config.js';
import { dataSourceOptions, type EntityList } from './data-source-options.js';
import { Database } from './database.js';
import { DatabaseCluster } from './nodes/cluster.js';
import { RoutingDataSource, type RoutingOptions } from './routing-data-source.js';
import { StatementLog } from './statement-log.js';

const statementLog = {
  provide: StatementLog,
  inject: [CONFIG],
  useFactory: (config: Config) => new StatementLog(config.database.slowStatementMs),
};

const cluster = {
  provide: DatabaseCluster,
  inject: [DataSource],
  useFactory: (dataSource: RoutingDataSource) => dataSource.cluster,
};

@Global()
@Module({ providers: [statementLog], exports: [StatementLog] })
class StatementLogModule {}

@Global()
@Module({})
export class DatabaseModule {
  static forRoot(entities: EntityList): DynamicModule {
    const typeorm = TypeOrmModule.forRootAsync({
      imports: [StatementLogModule],
      inject: [CONFIG, StatementLog],
      useFactory: (config: Config, log: StatementLog) => ({
        ...dataSourceOptions(config.database, entities, log.observe),
        retryAttempts: 5,
        retryDelay: 1000,
      }),
      dataSourceFactory: (options) => new RoutingDataSource(options as RoutingOptions).initialize(),
    });
    return {
      module: DatabaseModule,
      imports: [typeorm, StatementLogModule],
      providers: [Database, cluster],
      exports: [Database, DatabaseCluster],
    };
  }
}
