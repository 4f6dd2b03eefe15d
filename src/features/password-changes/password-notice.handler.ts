import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { letter } from '../../platform/mail/letter.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { UsersService } from '../users/users.service.js';
import { type PasswordNotice, passwordNotice } from './password-notice.job.js';

const WHAT: Record<PasswordNotice['cause'], string> = {
  changed: 'the password of your account was changed just now. All other devices are signed out.',
  reset: 'the password of your account was reset by a link in a mail to you. All devices are signed out.',
};

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
      subject: 'Your password was changed',
      ...letter({
        to: user.name,
        paragraphs: [
          WHAT[cause],
          'If this was not you, reset your password at once, and look after your mailbox.',
        ],
      }),
      messageId: `password-${run.id}`,
    });
  }
}
