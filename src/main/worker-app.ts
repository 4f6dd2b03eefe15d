import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { ConfigModule } from '../config/config.module.js';
import { AvatarsJobsModule } from '../features/avatars/avatars.module.js';
import { CountersJobsModule } from '../features/counters/counters.module.js';
import { EmailVerificationsJobsModule } from '../features/email-verifications/email-verifications.module.js';
import { EmailsJobsModule } from '../features/emails/emails.module.js';
import { InvitationsJobsModule } from '../features/invitations/invitations.module.js';
import { ImportsJobsModule } from '../features/imports/imports.module.js';
import { LeaderboardsJobsModule } from '../features/leaderboards/leaderboards.module.js';
import { LedgerJobsModule } from '../features/ledger/ledger.module.js';
import { NotificationsJobsModule } from '../features/notifications/notifications.module.js';
import { PasswordChangesJobsModule } from '../features/password-changes/password-changes.module.js';
import { PasswordResetsJobsModule } from '../features/password-resets/password-resets.module.js';
import { ProfileJobsModule } from '../features/profile/profile.module.js';
import { ReportsJobsModule } from '../features/reports/reports.module.js';
import { SecondFactorJobsModule } from '../features/second-factor/second-factor.module.js';
import { SpellingJobsModule } from '../features/spelling/spelling.module.js';
import { UsersJobsModule } from '../features/users/users.module.js';
import { ViewsJobsModule } from '../features/views/views.module.js';
import { AuditJobsModule, AuditModule } from '../platform/audit/audit.module.js';
import { CacheModule, CacheRelayModule } from '../platform/cache/cache.module.js';
import { InvalidationModule } from '../platform/cache/invalidation/invalidation.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { EventsModule } from '../platform/events/events.module.js';
import { JobHistoryJobsModule } from '../platform/jobs/history/history.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { WorkerModule } from '../platform/jobs/working/worker.module.js';
import { QueryLogJobsModule, QueryLogModule } from '../platform/query-log/query-log.module.js';
import { RedisModule } from '../platform/redis/redis.module.js';
import { SignalsModule } from '../platform/signals/signals.module.js';
import { StorageModule } from '../platform/storage/storage.module.js';
import { WorkerEndpointModule } from '../platform/worker-endpoint/worker-endpoint.module.js';
import { NestLogger } from '../platform/telemetry/nest-logger.js';
import { entities } from './entities.js';
import { invalidations } from './invalidations.js';
import { jobDefinitions } from './job-definitions.js';
import { schedules } from './schedules.js';

// What the product does; the other modules are what it stands on.
const FEATURES = [
  UsersJobsModule,
  AvatarsJobsModule,
  SecondFactorJobsModule,
  EmailsJobsModule,
  EmailVerificationsJobsModule,
  PasswordResetsJobsModule,
  InvitationsJobsModule,
  PasswordChangesJobsModule,
  ProfileJobsModule,
  ImportsJobsModule,
  LeaderboardsJobsModule,
  LedgerJobsModule,
  CountersJobsModule,
  ViewsJobsModule,
  SpellingJobsModule,
  ReportsJobsModule,
  NotificationsJobsModule,
];

@Module({})
export class WorkerRootModule {
  static forRoot(config: Config, definitions = jobDefinitions, timetable = schedules): DynamicModule {
    return {
      module: WorkerRootModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(entities),
        AuditModule,
        QueryLogModule,
        RedisModule,
        CacheModule,
        EventsModule,
        InvalidationModule.forRoot(invalidations),
        SignalsModule,
        JobsModule.forRoot(definitions),
        StorageModule,
        ...FEATURES,
        AuditJobsModule,
        QueryLogJobsModule,
        JobHistoryJobsModule,
        CacheRelayModule,
        WorkerEndpointModule,
        WorkerModule.forRoot(config, definitions, timetable),
      ],
    };
  }
}

/**
 * The worker as it runs in production; it takes jobs as soon as this resolves.
 *
 * @param root composes it of other modules than the product's
 */
export async function createWorkerApp(
  config: Config,
  logger: Logger,
  root: DynamicModule = WorkerRootModule.forRoot(config),
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(root, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
}
