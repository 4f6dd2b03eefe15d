import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { RefreshLeaderboardsHandler } from './refresh-leaderboards.handler.js';
import { TopPostsController } from './top-posts.controller.js';
import { TopPostsService } from './top-posts.service.js';
import { TopUsersController } from './top-users.controller.js';
import { TopUsersRepository } from './top-users.repository.js';

@Module({
  imports: [PostsModule],
  providers: [TopPostsService, TopUsersRepository],
  exports: [TopPostsService, TopUsersRepository],
})
class LeaderboardsModule {}

/** What the API serves of who and what comes first. */
@Module({ imports: [LeaderboardsModule], controllers: [TopPostsController, TopUsersController] })
export class LeaderboardsHttpModule {}

/** What the worker does for it. */
@Module({ imports: [LeaderboardsModule], providers: [RefreshLeaderboardsHandler] })
export class LeaderboardsJobsModule {}
