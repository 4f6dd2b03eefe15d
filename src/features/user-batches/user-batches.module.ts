import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { UserBatchesController } from './user-batches.controller.js';
import { UserBatchesService } from './user-batches.service.js';

/** What the API serves of users who come many at a time. */
@Module({ imports: [UsersModule], providers: [UserBatchesService], controllers: [UserBatchesController] })
export class UserBatchesHttpModule {}
