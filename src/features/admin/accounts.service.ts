import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { SecondFactorService } from '../second-factor/second-factor.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UsersService } from '../users/users.service.js';

/** What the operator does to accounts, from the command line. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly secondFactors: SecondFactorService,
    private readonly audit: AuditLog,
  ) {}

  /** Adds an admin whose address counts as verified, and returns the id. Throws `email_taken` and `password_refused`. */
  async createAdmin(fields: { name: string; email: string }, password: string): Promise<number> {
    const hash = await this.passwords.hash(password, [fields.email, fields.name]);
    return this.database.transaction('user.create_admin', async (tx) => {
      const user = await this.users.add(tx, { ...fields, role: 'admin', emailVerifiedAt: new Date() });
      await this.passwords.store(tx, user.id, hash);
      return user.id;
    });
  }

  /** Gives a user another password; what they were signed in with ends. Throws `user_not_found` and `password_refused`. */
  async setPassword(userId: number, password: string): Promise<void> {
    const { email, name } = await this.users.get(userId);
    const hash = await this.passwords.hash(password, [email, name]);
    await this.database.transaction('user.set_password', async (tx) => {
      await this.passwords.store(tx, userId, hash);
      await this.sessions.endAll(tx, userId, 'password_reset');
      await this.audit.record({ action: 'password.reset', targetType: 'user', targetId: userId }, tx);
    });
  }

  /** For who has lost the app and the recovery codes. Throws `user_not_found` and `second_factor_not_enabled`. */
  async disableSecondFactor(userId: number): Promise<void> {
    await this.users.get(userId);
    await this.database.transaction('user.disable_second_factor', (tx) =>
      this.secondFactors.disable(tx, userId, 'operator'),
    );
  }
}
