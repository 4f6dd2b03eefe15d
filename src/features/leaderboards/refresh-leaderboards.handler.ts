import { type Handler, JobHandler } from '../../platform/jobs/job-handler.js';
import { refreshLeaderboards } from './refresh-leaderboards.job.js';
import { TopPostsService } from './top-posts.service.js';
import { TopUsersService } from './top-users.service.js';

@JobHandler(refreshLeaderboards)
export class RefreshLeaderboardsHandler implements Handler<object> {
  constructor(
    private readonly posts: TopPostsService,
    private readonly users: TopUsersService,
  ) {}

  async handle(): Promise<void> {
    await this.users.reconcile();
    await this.posts.refresh();
  }
}
