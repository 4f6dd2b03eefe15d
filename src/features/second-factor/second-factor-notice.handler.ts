import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { UsersService } from '../users/users.service.js';
import { SECOND_FACTOR_MAILS } from './mails/second-factor-notice.mails.js';
import { type SecondFactorNotice, secondFactorNotice } from './second-factor-notice.job.js';

@JobHandler(secondFactorNotice)
export class SecondFactorNoticeHandler implements Handler<SecondFactorNotice> {
  constructor(
    private readonly users: UsersService,
    private readonly mailer: Mailer,
  ) {}

  async handle({ userId, event }: SecondFactorNotice, run: JobRun): Promise<void> {
    const user = await this.users.find(userId);
    // Deleted since: there is nobody to tell.
    if (!user) return;
    await this.mailer.send({
      to: user.email,
      ...SECOND_FACTOR_MAILS[event]({ name: user.name }),
      messageId: `second-factor-${run.id}`,
      signal: run.signal,
    });
  }
}
