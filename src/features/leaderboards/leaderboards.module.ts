import { Module } from '@nestjs/common';
import { RankingsModule } from '../../platform/rankings/rankings.module.js';
import { PostsModule } from '../posts/posts.module.js';
import { UsersModule } from '../users/users.module.js';
import { FollowPosts } from './follow-posts.js';
import { RefreshLeaderboardsHandler } from './refresh-leaderboards.handler.js';
import { TopPostsController } from './top-posts.controller.js';
import { TopPostsService } from './top-posts.service.js';
import { TopUsersController } from './top-users.controller.js';
import { TopUsersRepository } from './top-users.repository.js';
import { TopUsersService } from './top-users.service.js';

/** Part of every process that changes posts. */
@Module({
  imports: [PostsModule, UsersModule, RankingsModule],
  providers: [TopPostsService, TopUsersService, TopUsersRepository, FollowPosts],
  exports: [TopPostsService, TopUsersService],
})
export class LeaderboardsModule {}

/** What the API serves of who and what comes first. */
@Module({ imports: [LeaderboardsModule], controllers: [TopPostsController, TopUsersController] })
export class LeaderboardsHttpModule {}

/** What the worker does for it. */
@Module({ imports: [LeaderboardsModule], providers: [RefreshLeaderboardsHandler] })
export class LeaderboardsJobsModule {}
