import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { TopPostsController } from './top-posts.controller.js';
import { TopUsersController } from './top-users.controller.js';
import { TopUsersRepository } from './top-users.repository.js';

/** What the API serves of who and what comes first. */
@Module({
  imports: [PostsModule],
  providers: [TopUsersRepository],
  controllers: [TopPostsController, TopUsersController],
})
export class LeaderboardsHttpModule {}
