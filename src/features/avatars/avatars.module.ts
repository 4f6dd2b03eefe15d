import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ImagesModule } from '../../platform/images/images.module.js';
import { UsersModule } from '../users/users.module.js';
import { Avatar } from './avatar.entity.js';
import { AvatarImagesController } from './avatar-images.controller.js';
import { AvatarIntake } from './avatar-intake.service.js';
import { AvatarTidying } from './avatar-tidying.service.js';
import { AvatarsRepository } from './avatars.repository.js';
import { AvatarsService } from './avatars.service.js';
import { OwnAvatarController } from './own-avatar.controller.js';
import { ProcessAvatarHandler } from './process-avatar.handler.js';
import { SweepAvatarsHandler } from './sweep-avatars.handler.js';
import { TidyAvatarsHandler } from './tidy-avatars.handler.js';

@Module({
  imports: [TypeOrmModule.forFeature([Avatar]), UsersModule],
  providers: [AvatarsService, AvatarIntake, AvatarsRepository],
  exports: [AvatarsService, AvatarsRepository],
})
class AvatarsModule {}

/** What the API serves of the pictures of users. */
@Module({ imports: [AvatarsModule], controllers: [OwnAvatarController, AvatarImagesController] })
export class AvatarsHttpModule {}

/** What the worker does for them. */
@Module({
  imports: [AvatarsModule, ImagesModule],
  providers: [AvatarTidying, ProcessAvatarHandler, TidyAvatarsHandler, SweepAvatarsHandler],
})
export class AvatarsJobsModule {}
