import { Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { letter } from '../../platform/mail/letter.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { AccountTokensService } from '../account-tokens/account-tokens.service.js';
import { UsersService } from '../users/users.service.js';
import { passwordResetEmail } from './password-reset-email.job.js';

@JobHandler(passwordResetEmail)
export class PasswordResetEmailHandler implements Handler<{ email: string }> {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly users: UsersService,
    private readonly tokens: AccountTokensService,
    private readonly audit: AuditLog,
    private readonly mailer: Mailer,
  ) {}

  async handle({ email }: { email: string }, run: JobRun): Promise<void> {
    const user = await this.users.findByEmail(email);
    const token = user && (await this.tokens.issue(user, 'reset_password', run.attempt));
    if (!user || token === undefined) return;
    await this.audit.record({ action: 'password.reset_requested', targetType: 'user', targetId: user.id });
    const minutes = Math.ceil(this.config.accountTokens.ttlMs.reset_password / 60_000);
    await this.mailer.send({
      to: user.email,
      subject: 'Reset your password',
      ...letter({
        to: user.name,
        paragraphs: [
          `somebody, most likely you, wants to choose a new password for your account. This link works once, within ${minutes} minutes:`,
          'If it was not you, do nothing: your password stays as it is.',
        ],
        link: {
          label: 'Choose a new password',
          url: `${this.config.http.publicUrl}/reset-password#token=${token}`,
        },
      }),
      messageId: `reset-password-${run.id}`,
    });
  }
}
