import { Module } from '@nestjs/common';
import { MailModule } from '../../platform/mail/mail.module.js';
import { AccountTokensModule } from '../account-tokens/account-tokens.module.js';
import { UsersModule } from '../users/users.module.js';
import { EmailVerificationsController } from './email-verifications.controller.js';
import { EmailVerificationsService } from './email-verifications.service.js';
import { VerificationEmailHandler } from './verification-email.handler.js';

@Module({
  imports: [AccountTokensModule, UsersModule],
  providers: [EmailVerificationsService],
  exports: [EmailVerificationsService],
})
export class EmailVerificationsModule {}

/** What the API serves of them. */
@Module({ imports: [EmailVerificationsModule], controllers: [EmailVerificationsController] })
export class EmailVerificationsHttpModule {}

/** What the worker does for them. */
@Module({ imports: [AccountTokensModule, UsersModule, MailModule], providers: [VerificationEmailHandler] })
export class EmailVerificationsJobsModule {}
