import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { AccountTokensService } from '../account-tokens/account-tokens.service.js';
import { UsersService } from '../users/users.service.js';
import { verificationEmail } from './verification-email.job.js';

@Injectable()
export class EmailVerificationsService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueues,
    private readonly tokens: AccountTokensService,
    private readonly users: UsersService,
    private readonly audit: AuditLog,
  ) {}

  /** Mails the user a link once the transaction that gave them this address has committed. */
  async request(tx: Transaction, userId: number): Promise<void> {
    await this.jobs.enqueue(tx, verificationEmail, { userId });
  }

  /** Mails another link, if somebody has this address and has not verified it. */
  async resend(email: string): Promise<void> {
    await this.database.transaction('email.resend', (tx) =>
      this.jobs.enqueue(tx, verificationEmail, { email }),
    );
  }

  /** Notes that mail to the address reaches its owner. Throws `token_invalid`. */
  verify(token: string): Promise<void> {
    return this.database.transaction('email.verify', async (tx) => {
      const { userId, email } = await this.tokens.use(tx, 'verify_email', token);
      await this.users.verifyEmail(tx, userId, email);
      await this.audit.record(
        { action: 'email.verified', targetType: 'user', targetId: userId, actorId: userId },
        tx,
      );
    });
  }
}
