import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TagsModule } from '../tags/tags.module.js';
import { UsersModule } from '../users/users.module.js';
import { DraftsController } from './drafts.controller.js';
import { Post } from './post.entity.js';
import { PostSlugsController } from './post-slugs.controller.js';
import { PublicationController } from './publication.controller.js';
import { PostsController } from './posts.controller.js';
import { PostsRepository } from './posts.repository.js';
import { PostsService } from './posts.service.js';
import { ShownPostsService } from './shown-posts.service.js';
import { UserPostsController } from './user-posts.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([Post]), UsersModule, TagsModule],
  providers: [PostsService, ShownPostsService, PostsRepository],
  exports: [PostsService, ShownPostsService],
})
export class PostsModule {}

/** What the API serves of posts. */
@Module({
  imports: [PostsModule],
  controllers: [
    PostSlugsController,
    PostsController,
    PublicationController,
    DraftsController,
    UserPostsController,
  ],
})
export class PostsHttpModule {}
