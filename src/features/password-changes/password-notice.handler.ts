import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { UsersService } from '../users/users.service.js';
import { passwordNoticeMail } from './password-notice.mail.js';
import { type PasswordNotice, passwordNotice } from './password-notice.job.js';

@JobHandler(passwordNotice)
export class PasswordNoticeHandler implements Handler<PasswordNotice> {
  constructor(
    private readonly users: UsersService,
    private readonly mailer: Mailer,
  ) {}

  async handle({ userId, cause }: PasswordNotice, run: JobRun): Promise<void> {
    const user = await this.users.find(userId);
    // Deleted since: there is nobody to tell.
    if (!user) return;
    await this.mailer.send({
      to: user.email,
      ...passwordNoticeMail({ name: user.name, byLink: cause === 'reset' }),
      messageId: `password-${run.id}`,
      signal: run.signal,
    });
  }
}
