import { Module } from '@nestjs/common';
import { MailModule } from '../../platform/mail/mail.module.js';
import { EmailsController } from './emails.controller.js';
import { SendEmailHandler } from './send-email.handler.js';

/** What the API serves of mails. */
@Module({ controllers: [EmailsController] })
export class EmailsHttpModule {}

/** What the worker does for mails. */
@Module({ imports: [MailModule], providers: [SendEmailHandler] })
export class EmailsJobsModule {}
