import { Injectable } from '@nestjs/common';
import { AppError } from '../../shared/app-error.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import type { ChangeProfileDto } from './change-profile.dto.js';

/** What users do with their own accounts. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
  ) {}

  /** Throws `password_wrong`, `email_taken` and `version_mismatch`. */
  async change(userId: number, change: ChangeProfileDto, versions?: readonly number[]): Promise<User> {
    const { currentPassword, ...fields } = change;
    if (fields.email !== undefined && fields.email !== (await this.users.findCurrent(userId)).email) {
      await this.#confirm(userId, currentPassword, 'currentPassword');
    }
    return this.users.update(userId, fields, versions);
  }

  /** Deletes the account and everything its owner wrote. Throws `password_wrong` and `last_admin`. */
  async delete(userId: number, password: string): Promise<void> {
    await this.#confirm(userId, password, 'password');
    await this.users.delete(userId);
  }

  async #confirm(userId: number, password: string | undefined, field: string): Promise<void> {
    if (password !== undefined && (await this.passwords.verify(userId, password))) return;
    const message = 'This is confirmed by the current password, and it is wrong or missing.';
    throw new AppError('invalid', 'password_wrong', message, {
      errors: [{ field, code: 'password_wrong', message }],
    });
  }
}
