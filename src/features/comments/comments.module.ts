import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PostsModule } from '../posts/posts.module.js';
import { Comment } from './comment.entity.js';
import { CommentsController } from './comments.controller.js';
import { CommentsRepository } from './comments.repository.js';
import { CommentsService } from './comments.service.js';
import { DiscussionsService } from './discussions.service.js';
import { PostCommentsController } from './post-comments.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([Comment]), PostsModule, NotificationsModule],
  providers: [CommentsService, DiscussionsService, CommentsRepository],
  exports: [CommentsService, DiscussionsService],
})
export class CommentsModule {}

/** What the API serves of comments. */
@Module({
  imports: [CommentsModule],
  controllers: [CommentsController, PostCommentsController],
})
export class CommentsHttpModule {}
