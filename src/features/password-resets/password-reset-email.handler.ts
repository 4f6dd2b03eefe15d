import { Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { AccountTokensService } from '../account-tokens/account-tokens.service.js';
import { UsersService } from '../users/users.service.js';
import { passwordResetMail } from './password-reset.mail.js';
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
    const url = new URL(`/reset-password#token=${token}`, this.config.http.publicUrl);
    await this.mailer.send({
      to: user.email,
      ...passwordResetMail({ name: user.name, minutes, url }),
      messageId: `reset-password-${run.id}`,
      signal: run.signal,
    });
  }
}
