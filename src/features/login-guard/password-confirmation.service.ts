import { Injectable } from '@nestjs/common';
import { currentContext } from '../../platform/context/request-context.js';
import { AppError } from '../../shared/app-error.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { LoginGuard } from './login-guard.service.js';

/** Asks for the password once more before what a stolen session must not do. */
@Injectable()
export class PasswordConfirmation {
  constructor(
    private readonly guard: LoginGuard,
    private readonly passwords: PasswordsService,
  ) {}

  /**
   * Guessing is slowed down as at sign-in; the account has a count of its own for this, so that whoever guesses here
   * does not lock its owner out of signing in. Throws `password_wrong`, naming the field, and `too_many_logins`.
   */
  async check(userId: number, password: string, field = 'password'): Promise<void> {
    const attempt = { account: `user:${userId}`, address: currentContext()?.client?.address ?? '::' };
    await this.guard.admit(attempt);
    const right = await this.passwords.verify(userId, password).catch(async (error: unknown) => {
      // A password that could not be looked at is no guess.
      await this.guard.release(attempt);
      throw error;
    });
    if (!right) {
      const message = 'This is not your password.';
      throw new AppError('invalid', 'password_wrong', message, {
        errors: [{ field, code: 'password_wrong', message }],
      });
    }
    await this.guard.succeeded(attempt);
  }
}
