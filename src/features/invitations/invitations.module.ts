import { Module } from '@nestjs/common';
import { MailModule } from '../../platform/mail/mail.module.js';
import { AccountTokensModule } from '../account-tokens/account-tokens.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { UsersModule } from '../users/users.module.js';
import { InvitationEmailHandler } from './invitation-email.handler.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';

@Module({
  imports: [AccountTokensModule, PasswordsModule, UsersModule],
  providers: [InvitationsService],
  exports: [InvitationsService],
})
export class InvitationsModule {}

/** What the API serves of them. */
@Module({ imports: [InvitationsModule], controllers: [InvitationsController] })
export class InvitationsHttpModule {}

/** What the worker does for them. */
@Module({
  imports: [AccountTokensModule, PasswordsModule, UsersModule, MailModule],
  providers: [InvitationEmailHandler],
})
export class InvitationsJobsModule {}
