import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Principal } from '../../shared/principal.js';
import { PasswordConfirmation } from '../login-guard/password-confirmation.service.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UsersService } from '../users/users.service.js';
import type { ChangePasswordDto } from './change-password.dto.js';
import { PasswordReplacement } from './password-replacement.service.js';

@Injectable()
export class PasswordChangesService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly confirmation: PasswordConfirmation,
    private readonly replacement: PasswordReplacement,
  ) {}

  /**
   * Changes the password of who is signed in, and signs their other devices out. Throws `password_wrong`,
   * `password_refused`, `too_many_logins` and `password_hashing_busy`.
   */
  async change({ userId, sessionId }: Principal, change: ChangePasswordDto): Promise<void> {
    await this.confirmation.check(userId, change.currentPassword, 'currentPassword');
    const { email, name } = await this.users.get(userId);
    const hash = await this.passwords.hash(change.newPassword, [email, name], 'newPassword');
    await this.database.transaction('password.change', (tx) =>
      this.replacement.replace(tx, userId, hash, { cause: 'changed', keep: sessionId }),
    );
  }
}
