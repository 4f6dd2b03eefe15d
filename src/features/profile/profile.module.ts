import { Module } from '@nestjs/common';
import { MailModule } from '../../platform/mail/mail.module.js';
import { EmailVerificationsModule } from '../email-verifications/email-verifications.module.js';
import { LoginGuardModule } from '../login-guard/login-guard.module.js';
import { UsersModule } from '../users/users.module.js';
import { AddressNoticeHandler } from './address-notice.handler.js';
import { ProfileController } from './profile.controller.js';
import { ProfileService } from './profile.service.js';

/** What the API serves of a user's own account. */
@Module({
  imports: [UsersModule, LoginGuardModule, EmailVerificationsModule],
  controllers: [ProfileController],
  providers: [ProfileService],
})
export class ProfileHttpModule {}

/** What the worker does for it. */
@Module({ imports: [MailModule], providers: [AddressNoticeHandler] })
export class ProfileJobsModule {}
