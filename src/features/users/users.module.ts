import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '../../platform/mail/mail.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ShownUsersService } from './shown-users.service.js';
import { User } from './user.entity.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';
import { WelcomeEmailHandler } from './welcome-email.handler.js';

@Module({
  imports: [TypeOrmModule.forFeature([User]), SessionsModule],
  providers: [UsersService, ShownUsersService, UsersRepository],
  exports: [UsersService, ShownUsersService, UsersRepository],
})
export class UsersModule {}

/** What the API serves of users. */
@Module({ imports: [UsersModule], controllers: [UsersController] })
export class UsersHttpModule {}

/** What the worker does for users. */
@Module({ imports: [UsersModule, MailModule], providers: [WelcomeEmailHandler] })
export class UsersJobsModule {}
