import { Module } from '@nestjs/common';
import { MailModule } from '../../platform/mail/mail.module.js';
import { AccountTokensModule } from '../account-tokens/account-tokens.module.js';
import { LoginGuardModule } from '../login-guard/login-guard.module.js';
import { PasswordChangesModule } from '../password-changes/password-changes.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { UsersModule } from '../users/users.module.js';
import { PasswordResetEmailHandler } from './password-reset-email.handler.js';
import { PasswordResetsController } from './password-resets.controller.js';
import { PasswordResetsService } from './password-resets.service.js';

/** What the API serves of them. */
@Module({
  imports: [AccountTokensModule, LoginGuardModule, PasswordChangesModule, PasswordsModule, UsersModule],
  providers: [PasswordResetsService],
  controllers: [PasswordResetsController],
})
export class PasswordResetsHttpModule {}

/** What the worker does for them. */
@Module({ imports: [AccountTokensModule, UsersModule, MailModule], providers: [PasswordResetEmailHandler] })
export class PasswordResetsJobsModule {}
