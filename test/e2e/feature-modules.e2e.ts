import { ConfigModule } from '../../src/config/config.module.js';
import { AuthHttpModule } from '../../src/features/auth/auth.module.js';
import { PostsHttpModule } from '../../src/features/posts/posts.module.js';
import { UsersHttpModule } from '../../src/features/users/users.module.js';
import { GUARDS } from '../../src/main/api-app.js';
import { entities } from '../../src/main/entities.js';
import { jobDefinitions } from '../../src/main/job-definitions.js';
import { AccessModule } from '../../src/platform/access/access.module.js';
import { AnswersModule } from '../../src/platform/answers/answers.module.js';
import { AuditModule } from '../../src/platform/audit/audit.module.js';
import { CacheModule } from '../../src/platform/cache/cache.module.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { EventsModule } from '../../src/platform/events/events.module.js';
import { HttpModule } from '../../src/platform/http/http.module.js';
import { JobsModule } from '../../src/platform/jobs/jobs.module.js';
import { RateLimitModule } from '../../src/platform/rate-limit/rate-limit.module.js';
import { RedisModule } from '../../src/platform/redis/redis.module.js';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

function startWithOnly(feature: typeof UsersHttpModule | typeof PostsHttpModule): Promise<TestApi> {
  return startApi({}, (config) => ({
    module: class Root {},
    imports: [
      ConfigModule.forRoot(config),
      DatabaseModule.forRoot(entities),
      AuditModule,
      AccessModule,
      RedisModule,
      CacheModule,
      EventsModule,
      RateLimitModule,
      AnswersModule,
      JobsModule.forRoot(jobDefinitions),
      HttpModule,
      AuthHttpModule,
      feature,
    ],
    providers: GUARDS,
  }));
}

describe('feature modules [W1.H2]', () => {
  it('users work without posts', async () => {
    const api = await startWithOnly(UsersHttpModule);
    const { id } = await createUser(api);
    await api.http().get(`/api/v1/users/${id}`).expect(200);
    await api.http().get('/api/v1/posts').expect(404);
  });

  it('posts work without the routes of users', async () => {
    const api = await startWithOnly(PostsHttpModule);
    await api.http().get('/api/v1/posts').expect(200);
    await api.http().get('/api/v1/users').expect(404);
  });
});
