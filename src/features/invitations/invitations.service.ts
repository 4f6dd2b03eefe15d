import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { AccountTokensService } from '../account-tokens/account-tokens.service.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UsersService } from '../users/users.service.js';
import { invitationEmail } from './invitation-email.job.js';

/** Links by which people choose a password for an account that others made for them. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueues,
    private readonly tokens: AccountTokensService,
    private readonly passwords: PasswordsService,
    private readonly users: UsersService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Mails each of these users a link once the transaction has committed, behind all other mails; those who have a
   * password are left out. Two statements, however many they are. Returns how many are invited.
   */
  async inviteAll(tx: Transaction, userIds: readonly number[]): Promise<number> {
    if (userIds.length === 0) return 0;
    const invited = await this.passwords.without(tx, userIds);
    const payloads = invited.map((userId) => ({ userId }));
    await this.jobs.enqueueAll(tx, invitationEmail, payloads, { priority: 'low' });
    return payloads.length;
  }

  /**
   * Gives who holds the link their first password. One that is refused does not use the link up. Throws
   * `token_invalid`, `password_refused` and `password_hashing_busy`.
   */
  async accept(token: string, password: string): Promise<void> {
    const { email, name } = await this.tokens.owner('invitation', token);
    const hash = await this.passwords.hash(password, [email, name]);
    await this.database.transaction('invitation.accept', async (tx) => {
      const owner = await this.tokens.use(tx, 'invitation', token);
      await this.passwords.store(tx, owner.userId, hash);
      // The link was in a mail that reached them.
      await this.users.verifyEmail(tx, owner.userId, owner.email);
      const target = { targetType: 'user', targetId: owner.userId };
      await this.audit.record({ action: 'invitation.accepted', actorId: owner.userId, ...target }, tx);
    });
  }
}
