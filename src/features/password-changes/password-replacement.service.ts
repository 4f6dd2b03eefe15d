import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { type PasswordNotice, passwordNotice } from './password-notice.job.js';

/** What goes with a new password, whichever way it came. */
@Injectable()
export class PasswordReplacement {
  constructor(
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
    private readonly jobs: JobQueues,
  ) {}

  /**
   * Gives the user another password, ends their sessions, and tells them by mail.
   *
   * @param keep the session that stays
   */
  async replace(
    tx: Transaction,
    userId: number,
    hash: string,
    { cause, keep }: { cause: PasswordNotice['cause']; keep?: string },
  ): Promise<void> {
    await this.passwords.store(tx, userId, hash);
    await this.sessions.endAll(tx, userId, `password_${cause}`, keep === undefined ? {} : { except: keep });
    const target = { targetType: 'user', targetId: userId };
    await this.audit.record({ action: `password.${cause}`, actorId: userId, ...target }, tx);
    await this.jobs.enqueue(tx, passwordNotice, { userId, cause });
  }
}
