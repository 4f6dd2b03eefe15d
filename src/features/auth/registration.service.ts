import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import { EmailVerificationsService } from '../email-verifications/email-verifications.service.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AuthService, type IssuedTokens } from './auth.service.js';
import type { RegisterDto } from './credentials.dto.js';

@Injectable()
export class RegistrationService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly verifications: EmailVerificationsService,
    private readonly auth: AuthService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Adds a user with a password, signs them in, and asks them by mail to verify their address. Throws `email_taken`
   * and `password_refused`.
   */
  async register(account: RegisterDto): Promise<{ user: User; tokens: IssuedTokens }> {
    const { name, email, password, remember } = account;
    const hash = await this.passwords.hash(password, [email, name]);
    return this.database.transaction('user.register', async (tx) => {
      const user = await this.users.create(tx, { name, email });
      await this.passwords.store(tx, user.id, hash);
      await this.verifications.request(tx, user.id);
      const target = { targetType: 'user', targetId: user.id };
      await this.audit.record({ action: 'user.registered', actorId: user.id, ...target }, tx);
      return { user, tokens: await this.auth.issueTokens(tx, user, remember) };
    });
  }
}
