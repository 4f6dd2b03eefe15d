import { type INestApplicationContext, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Config } from '../../config/config.js';
import { ConfigModule } from '../../config/config.module.js';
import { loadConfig } from '../../config/load-config.js';
import { AdminModule } from '../../features/admin/admin.module.js';
import { CommentsModule } from '../../features/comments/comments.module.js';
import { CountersModule } from '../../features/counters/counters.module.js';
import { ImportsModule } from '../../features/imports/imports.module.js';
import { LikesModule } from '../../features/likes/likes.module.js';
import { LeaderboardsModule } from '../../features/leaderboards/leaderboards.module.js';
import { LedgerModule } from '../../features/ledger/ledger.module.js';
import { PostsModule } from '../../features/posts/posts.module.js';
import { TransfersModule } from '../../features/transfers/transfers.module.js';
import { ReportsModule } from '../../features/reports/reports.module.js';
import { SpellingModule } from '../../features/spelling/spelling.module.js';
import { UsersModule } from '../../features/users/users.module.js';
import { AuditModule } from '../../platform/audit/audit.module.js';
import { RequestContext, runInContext } from '../../platform/context/request-context.js';
import { CacheModule } from '../../platform/cache/cache.module.js';
import { InvalidationModule } from '../../platform/cache/invalidation/invalidation.module.js';
import { DatabaseModule } from '../../platform/database/database.module.js';
import { EventsModule } from '../../platform/events/events.module.js';
import { JobsModule } from '../../platform/jobs/jobs.module.js';
import { QueryLogUpkeepModule } from '../../platform/query-log/query-log.module.js';
import { RedisModule } from '../../platform/redis/redis.module.js';
import { SignalsModule } from '../../platform/signals/signals.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { createLogger, standardError } from '../../platform/telemetry/logger.js';
import { NestLogger } from '../../platform/telemetry/nest-logger.js';
import { entities } from '../entities.js';
import { invalidations } from '../invalidations.js';
import { jobDefinitions } from '../job-definitions.js';

@Module({})
class CliModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: CliModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(entities),
        AuditModule,
        QueryLogUpkeepModule,
        RedisModule,
        CacheModule,
        EventsModule,
        InvalidationModule.forRoot(invalidations),
        JobsModule.forRoot(jobDefinitions),
        SignalsModule,
        StorageModule,
        UsersModule,
        PostsModule,
        CommentsModule,
        LikesModule,
        LeaderboardsModule,
        CountersModule,
        SpellingModule,
        AdminModule,
        TransfersModule,
        LedgerModule,
        ReportsModule,
        ImportsModule,
      ],
    };
  }
}

/** Runs a command inside the application and closes it afterwards. */
export async function withApp(work: (app: INestApplicationContext) => Promise<void>): Promise<void> {
  const config = loadConfig();
  // Standard output is for what the command was asked for; why the start failed is said once, by who catches it.
  const logger = createLogger({ ...config, log: { level: 'silent' } }, 'cli', standardError());
  const app = await NestFactory.createApplicationContext(CliModule.forRoot(config), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  logger.level = 'error';
  try {
    await runInContext(new RequestContext('cli'), () => work(app));
  } finally {
    await app.close();
  }
}
