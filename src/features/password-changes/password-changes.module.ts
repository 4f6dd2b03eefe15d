import { Module } from '@nestjs/common';
import { MailModule } from '../../platform/mail/mail.module.js';
import { LoginGuardModule } from '../login-guard/login-guard.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { PasswordChangesService } from './password-changes.service.js';
import { PasswordController } from './password.controller.js';
import { PasswordNoticeHandler } from './password-notice.handler.js';
import { PasswordReplacement } from './password-replacement.service.js';

@Module({
  imports: [PasswordsModule, SessionsModule],
  providers: [PasswordReplacement],
  exports: [PasswordReplacement],
})
export class PasswordChangesModule {}

/** What the API serves of them. */
@Module({
  imports: [PasswordChangesModule, PasswordsModule, LoginGuardModule, UsersModule],
  providers: [PasswordChangesService],
  controllers: [PasswordController],
})
export class PasswordChangesHttpModule {}

/** What the worker does for them. */
@Module({ imports: [UsersModule, MailModule], providers: [PasswordNoticeHandler] })
export class PasswordChangesJobsModule {}
