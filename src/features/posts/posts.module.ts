import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { Post } from './post.entity.js';
import { PostBatchesController } from './post-batches.controller.js';
import { PostsController } from './posts.controller.js';
import { PostsRepository } from './posts.repository.js';
import { PostsService } from './posts.service.js';
import { UserPostsController } from './user-posts.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([Post]), UsersModule],
  providers: [PostsService, PostsRepository],
  exports: [PostsService],
})
export class PostsModule {}

/** What the API serves of posts. */
@Module({
  imports: [PostsModule],
  controllers: [PostsController, PostBatchesController, UserPostsController],
})
export class PostsHttpModule {}
