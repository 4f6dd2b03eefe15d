import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EndedSessions } from './ended-sessions.js';
import { RefreshTokensRepository } from './refresh-tokens.repository.js';
import { Session } from './session.entity.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Session])],
  providers: [SessionsService, SessionsRepository, RefreshTokensRepository, EndedSessions],
  exports: [SessionsService],
})
export class SessionsModule {}

/** What the API serves of sessions. */
@Module({ imports: [SessionsModule], controllers: [SessionsController] })
export class SessionsHttpModule {}
