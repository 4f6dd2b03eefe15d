import { Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { AccountTokensService } from '../account-tokens/account-tokens.service.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UsersService } from '../users/users.service.js';
import { invitationMail } from './invitation.mail.js';
import { invitationEmail } from './invitation-email.job.js';

const DAY_MS = 86_400_000;

@JobHandler(invitationEmail)
export class InvitationEmailHandler implements Handler<{ userId: number }> {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly tokens: AccountTokensService,
    private readonly mailer: Mailer,
  ) {}

  async handle({ userId }: { userId: number }, run: JobRun): Promise<void> {
    const user = await this.users.find(userId);
    // Among a million mails, one may wait for hours: they are gone, or have chosen a password by themselves.
    if (!user || (await this.passwords.has(userId))) return;
    const token = await this.tokens.issue(user, 'invitation', run.attempt);
    if (token === undefined) return;
    const days = Math.ceil(this.config.accountTokens.ttlMs.invitation / DAY_MS);
    const url = new URL(`/accept-invitation#token=${token}`, this.config.http.publicUrl);
    await this.mailer.send({
      to: user.email,
      ...invitationMail({ name: user.name, days, url }),
      messageId: `invitation-${run.id}`,
      signal: run.signal,
    });
  }
}
