import { Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { letter } from '../../platform/mail/letter.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { AccountTokensService } from '../account-tokens/account-tokens.service.js';
import { UsersService } from '../users/users.service.js';
import { type VerificationPayload, verificationEmail } from './verification-email.job.js';

@JobHandler(verificationEmail)
export class VerificationEmailHandler implements Handler<VerificationPayload> {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly users: UsersService,
    private readonly tokens: AccountTokensService,
    private readonly mailer: Mailer,
  ) {}

  async handle(payload: VerificationPayload, run: JobRun): Promise<void> {
    const user = await ('userId' in payload
      ? this.users.find(payload.userId)
      : this.users.findByEmail(payload.email));
    // Nobody's address, or one that needs no link any more.
    if (!user || user.emailVerifiedAt !== null) return;
    const token = await this.tokens.issue(user, 'verify_email', run.attempt);
    if (token === undefined) return;
    await this.mailer.send({
      to: user.email,
      subject: 'Verify your e-mail address',
      ...letter({
        to: user.name,
        paragraphs: [
          'somebody, most likely you, has given this address for an account at Groundwork. Follow this link to verify it:',
          'If it was not you, do nothing.',
        ],
        link: {
          label: 'Verify my address',
          url: `${this.config.http.publicUrl}/verify-email#token=${token}`,
        },
      }),
      messageId: `verify-email-${run.id}`,
    });
  }
}
