import fastifyCookie from '@fastify/cookie';
import { type DynamicModule, Module, VersioningType } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { ConfigModule } from '../config/config.module.js';
import { ApiKeysHttpModule } from '../features/api-keys/api-keys.module.js';
import { AccessTokensHttpModule } from '../features/access-tokens/access-tokens.module.js';
import { AuthHttpModule } from '../features/auth/auth.module.js';
import { AuthenticationGuard } from '../features/auth/authentication.guard.js';
import { AvatarsHttpModule } from '../features/avatars/avatars.module.js';
import { CacheAdminHttpModule } from '../features/cache-admin/cache-admin.module.js';
import { CacheTestHttpModule } from '../features/cache-test/cache-test.module.js';
import { CommentsHttpModule } from '../features/comments/comments.module.js';
import { EmailVerificationsHttpModule } from '../features/email-verifications/email-verifications.module.js';
import { AdminHttpModule } from '../features/admin/admin.module.js';
import { DeadLettersHttpModule } from '../features/dead-letters/dead-letters.module.js';
import { ImportsHttpModule } from '../features/imports/imports.module.js';
import { JobStatsHttpModule } from '../features/job-stats/job-stats.module.js';
import { EmailsHttpModule } from '../features/emails/emails.module.js';
import { InvitationsHttpModule } from '../features/invitations/invitations.module.js';
import { JobsHttpModule } from '../features/jobs/jobs-http.module.js';
import { LikesHttpModule } from '../features/likes/likes.module.js';
import { LeaderboardsHttpModule } from '../features/leaderboards/leaderboards.module.js';
import { LedgerHttpModule } from '../features/ledger/ledger.module.js';
import { NotificationsHttpModule } from '../features/notifications/notifications.module.js';
import { OidcHttpModule } from '../features/oidc/oidc.module.js';
import { PasswordChangesHttpModule } from '../features/password-changes/password-changes.module.js';
import { PasswordResetsHttpModule } from '../features/password-resets/password-resets.module.js';
import { PostBatchesHttpModule } from '../features/post-batches/post-batches.module.js';
import { PostsHttpModule } from '../features/posts/posts.module.js';
import { QueriesHttpModule } from '../features/queries/queries.module.js';
import { PreferencesHttpModule } from '../features/preferences/preferences.module.js';
import { ProfileHttpModule } from '../features/profile/profile.module.js';
import { ReportsHttpModule } from '../features/reports/reports.module.js';
import { SearchHttpModule } from '../features/search/search.module.js';
import { SessionsHttpModule } from '../features/sessions/sessions.module.js';
import { SecondFactorHttpModule } from '../features/second-factor/second-factor.module.js';
import { SiteModule } from '../features/site/site.module.js';
import { TagsHttpModule } from '../features/tags/tags.module.js';
import { TransfersHttpModule } from '../features/transfers/transfers.module.js';
import { UploadsHttpModule } from '../features/uploads/uploads.module.js';
import { UserBatchesHttpModule } from '../features/user-batches/user-batches.module.js';
import { UserSummariesHttpModule } from '../features/user-summaries/user-summaries.module.js';
import { UsersHttpModule } from '../features/users/users.module.js';
import { ViewsHttpModule } from '../features/views/views.module.js';
import { WalletsHttpModule } from '../features/wallets/wallets.module.js';
import { AccessGuard } from '../platform/access/access.guard.js';
import { AccessModule } from '../platform/access/access.module.js';
import { PrincipalPositions } from '../platform/access/principal-positions.js';
import { serveSessions } from '../platform/access/server-sessions.js';
import { AnswerStore } from '../platform/answers/answer-store.js';
import { AnswersModule } from '../platform/answers/answers.module.js';
import { EarlyAnswers } from '../platform/answers/early-answers.js';
import { keepAnswers } from '../platform/answers/keep-answers.js';
import { AuditModule } from '../platform/audit/audit.module.js';
import { CacheModule } from '../platform/cache/cache.module.js';
import { InvalidationModule } from '../platform/cache/invalidation/invalidation.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { DatabaseCluster } from '../platform/database/nodes/cluster.js';
import { EventsModule } from '../platform/events/events.module.js';
import { EventStreamsModule } from '../platform/event-streams/event-streams.module.js';
import { HealthModule } from '../platform/health/health.module.js';
import { allowOrigins } from '../platform/http-security/cors.js';
import { secureAnswers } from '../platform/http-security/security-headers.js';
import { accessLogger } from '../platform/http/access-log.js';
import { httpAdapter } from '../platform/http/http-adapter.js';
import { HttpModule } from '../platform/http/http.module.js';
import { serveOpenApi } from '../platform/http/openapi.js';
import { serveStatic } from '../platform/http/static-files.js';
import { trackConsistency } from '../platform/http/track-consistency.js';
import { BoardModule } from '../platform/jobs/board/board.module.js';
import { QueueMetricsModule } from '../platform/jobs/metrics/queue-metrics.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { QueryLogModule } from '../platform/query-log/query-log.module.js';
import { limitEarlyErrors } from '../platform/rate-limit/limit-early-errors.js';
import { RateLimitGuard } from '../platform/rate-limit/rate-limit.guard.js';
import { RateLimitModule } from '../platform/rate-limit/rate-limit.module.js';
import { RateLimiter } from '../platform/rate-limit/rate-limiter.js';
import { RedisModule } from '../platform/redis/redis.module.js';
import { SignalsModule } from '../platform/signals/signals.module.js';
import { StorageModule } from '../platform/storage/storage.module.js';
import { MetricsModule } from '../platform/telemetry/metrics.module.js';
import { NestLogger } from '../platform/telemetry/nest-logger.js';
import { acceptUploads } from '../platform/uploads/accept-uploads.js';
import { entities } from './entities.js';
import { invalidations } from './invalidations.js';
import { jobDefinitions } from './job-definitions.js';

/** Routes live below /api/v1 unless their controller is version-neutral. */
export const versioning = { type: VersioningType.URI, prefix: 'api/v', defaultVersion: '1' } as const;

// In this order: who is it, is it too much, and may they do this?
export const GUARDS = [AuthenticationGuard, RateLimitGuard, AccessGuard].map((guard) => ({
  provide: APP_GUARD,
  useExisting: guard,
}));

// What the product does; the other modules are what it stands on.
const FEATURES = [
  SiteModule,
  UsersHttpModule,
  AvatarsHttpModule,
  UserBatchesHttpModule,
  UserSummariesHttpModule,
  LeaderboardsHttpModule,
  EmailVerificationsHttpModule,
  ApiKeysHttpModule,
  PasswordResetsHttpModule,
  InvitationsHttpModule,
  PasswordChangesHttpModule,
  SecondFactorHttpModule,
  SearchHttpModule,
  PostsHttpModule,
  PostBatchesHttpModule,
  TagsHttpModule,
  CommentsHttpModule,
  LikesHttpModule,
  ViewsHttpModule,
  NotificationsHttpModule,
  EmailsHttpModule,
  JobsHttpModule,
  JobStatsHttpModule,
  DeadLettersHttpModule,
  AccessTokensHttpModule,
  SessionsHttpModule,
  AuthHttpModule,
  OidcHttpModule,
  ProfileHttpModule,
  WalletsHttpModule,
  TransfersHttpModule,
  LedgerHttpModule,
  AdminHttpModule,
  QueriesHttpModule,
  CacheAdminHttpModule,
  ReportsHttpModule,
  PreferencesHttpModule,
  UploadsHttpModule,
  ImportsHttpModule,
];

@Module({})
export class ApiModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(entities),
        AuditModule,
        QueryLogModule,
        RedisModule,
        CacheModule,
        EventsModule,
        InvalidationModule.forRoot(invalidations),
        JobsModule.forRoot(jobDefinitions),
        AccessModule,
        RateLimitModule,
        AnswersModule,
        HttpModule,
        StorageModule,
        EventStreamsModule,
        SignalsModule,
        HealthModule,
        MetricsModule,
        BoardModule,
        QueueMetricsModule,
        ...FEATURES,
        ...(config.environment === 'production' ? [] : [CacheTestHttpModule]),
      ],
      providers: GUARDS,
    };
  }
}

/** The API as it runs in production, ready to listen. `root` may compose it of other modules. */
export async function createApiApp(
  config: Config,
  logger: Logger,
  root: DynamicModule = ApiModule.forRoot(config),
): Promise<NestFastifyApplication> {
  const answers = new EarlyAnswers(config, accessLogger(logger));
  const adapter = httpAdapter(config.http, logger, answers);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.enableVersioning(versioning);
  const fastify = app.getHttpAdapter().getInstance();
  const [store, limiter] = [app.get(AnswerStore), app.get(RateLimiter)];
  limitEarlyErrors(fastify, limiter, config);
  const positions = app.get(PrincipalPositions);
  trackConsistency(fastify, app.get(DatabaseCluster), config, (userId, position) =>
    positions.keep(userId, position),
  );
  await secureAnswers(fastify, config.http);
  allowOrigins(app, config.http);
  await app.register(fastifyCookie);
  await serveSessions(app, config);
  acceptUploads(app);
  await serveStatic(app);
  serveOpenApi(app);
  keepAnswers(fastify, store);
  if (config.cache.enabled) answers.serveFrom({ store, limiter });
  return app;
}
