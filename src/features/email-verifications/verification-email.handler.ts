import { Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { AccountTokensService } from '../account-tokens/account-tokens.service.js';
import { UsersService } from '../users/users.service.js';
import { verificationMail } from './verification.mail.js';
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
    const url = new URL(`/verify-email#token=${token}`, this.config.http.publicUrl);
    await this.mailer.send({
      to: user.email,
      ...verificationMail({ name: user.name, url }),
      messageId: `verify-email-${run.id}`,
      signal: run.signal,
    });
  }
}
