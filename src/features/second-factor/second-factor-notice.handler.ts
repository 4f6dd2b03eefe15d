import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { UsersService } from '../users/users.service.js';
import { type SecondFactorNotice, secondFactorNotice } from './second-factor-notice.job.js';

const WHAT: Record<SecondFactorNotice['event'], { subject: string; text: string }> = {
  'totp.enabled': {
    subject: 'Two-factor sign-in is on',
    text: 'from now on, signing in to your account takes a code of your authenticator app.',
  },
  'totp.disabled': {
    subject: 'Two-factor sign-in is off',
    text: 'from now on, your password alone is enough to sign in to your account.',
  },
  'recovery_code.used': {
    subject: 'A recovery code was used',
    text: 'one of your recovery codes has just stood in for your authenticator app. It cannot be used again.',
  },
  'recovery_codes.replaced': {
    subject: 'You have new recovery codes',
    text: 'new recovery codes were made for your account. The old ones cannot be used any more.',
  },
};
const ADVICE = 'If this was not you, change your password now and end all sessions.';

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
    const { subject, text } = WHAT[event];
    await this.mailer.send({
      to: user.email,
      subject,
      text: `Hello ${user.name},\n\n${text}\n\n${ADVICE}\n`,
      messageId: `second-factor-${run.id}`,
    });
  }
}
