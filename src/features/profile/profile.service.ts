import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { AppError } from '../../shared/app-error.js';
import { EmailVerificationsService } from '../email-verifications/email-verifications.service.js';
import { PasswordConfirmation } from '../login-guard/password-confirmation.service.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { addressNotice } from './address-notice.job.js';
import type { ChangeProfileDto } from './change-profile.dto.js';

/** What users do with their own accounts. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly confirmation: PasswordConfirmation,
    private readonly verifications: EmailVerificationsService,
    private readonly jobs: JobQueues,
  ) {}

  /**
   * A new address is confirmed by the password, has to be verified, and is told to the old one. Throws
   * `password_wrong`, `too_many_logins`, `email_taken` and `version_mismatch`.
   */
  async change(userId: number, change: ChangeProfileDto, versions?: readonly number[]): Promise<User> {
    const { currentPassword, ...fields } = change;
    const before = await this.users.findCurrent(userId);
    const moves = fields.email !== undefined && fields.email !== before.email;
    if (moves) await this.#confirm(userId, currentPassword);
    return this.database.transaction('profile.change', async (tx) => {
      const user = await this.users.update(tx, userId, fields, versions);
      if (moves) await this.#announce(tx, user, before.email);
      return user;
    });
  }

  /** Deletes the account and everything its owner wrote. Throws `password_wrong`, `too_many_logins`, `last_admin`. */
  async delete(userId: number, password: string): Promise<void> {
    await this.confirmation.check(userId, password);
    await this.users.delete(userId);
  }

  async #confirm(userId: number, password: string | undefined): Promise<void> {
    if (password !== undefined) return this.confirmation.check(userId, password, 'currentPassword');
    const message = 'currentPassword is needed to change the e-mail address.';
    throw new AppError('invalid', 'password_missing', message, {
      errors: [{ field: 'currentPassword', code: 'password_missing', message }],
    });
  }

  async #announce(tx: Transaction, { id, name }: User, oldAddress: string): Promise<void> {
    await this.verifications.request(tx, id);
    await this.jobs.enqueue(tx, addressNotice, { name, to: oldAddress });
  }
}
