import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PostsModule } from '../posts/posts.module.js';
import { LikesController } from './likes.controller.js';
import { LikesRepository } from './likes.repository.js';
import { LikesService } from './likes.service.js';
import { PostLike } from './post-like.entity.js';
import { ProfileLikesController } from './profile-likes.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([PostLike]), PostsModule, NotificationsModule],
  providers: [LikesService, LikesRepository],
  exports: [LikesService],
})
export class LikesModule {}

/** What the API serves of likes. */
@Module({
  imports: [LikesModule],
  controllers: [LikesController, ProfileLikesController],
})
export class LikesHttpModule {}
