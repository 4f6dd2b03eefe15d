import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { AppError } from '../../shared/app-error.js';
import { LoginGuard } from '../login-guard/login-guard.service.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { SecondFactorService } from '../second-factor/second-factor.service.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import type { CredentialsDto } from './credentials.dto.js';

export interface SignInClient {
  address: string;
  /** What the browser kept from an earlier sign-in. */
  device?: string;
}

export interface KnownUser {
  user: User;
  /** For the device to keep. */
  device: string;
}

// Only these count as failed attempts.
const GUESSES = new Set(['credentials_wrong', 'second_factor_wrong']);

/** Finds out who somebody is. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly loginGuard: LoginGuard,
    private readonly secondFactor: SecondFactorService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * The user with these credentials. Whether the address or the password is wrong can be told neither from the answer
   * nor from its time. Throws `credentials_wrong`, `second_factor_required`, `second_factor_wrong` and
   * `too_many_logins`.
   */
  async check(credentials: CredentialsDto, { address, device }: SignInClient): Promise<KnownUser> {
    const attempt = { account: credentials.email, address, ...(device !== undefined && { device }) };
    await this.loginGuard.admit(attempt);
    try {
      const user = await this.#identify(credentials);
      return { user, device: await this.loginGuard.succeeded(attempt) };
    } catch (error) {
      // A code that is still to come is no guess, nor is a password that could not be looked at.
      if (!(error instanceof AppError && GUESSES.has(error.reason))) await this.loginGuard.release(attempt);
      throw error;
    }
  }

  async #identify(credentials: CredentialsDto): Promise<User> {
    const user = await this.users.findByEmail(credentials.email);
    const right = await this.passwords.verify(user?.id, credentials.password);
    if (!right || user === undefined) {
      await this.#failed(user, 'credentials_wrong');
      const message = 'The e-mail address or the password is wrong.';
      throw new AppError('unauthenticated', 'credentials_wrong', message);
    }
    await this.#checkSecondFactor(user, credentials);
    return user;
  }

  async #checkSecondFactor(user: User, { totpCode: code, recoveryCode }: CredentialsDto): Promise<void> {
    try {
      await this.secondFactor.check(user.id, {
        ...(code !== undefined && { code }),
        ...(recoveryCode !== undefined && { recoveryCode }),
      });
    } catch (error) {
      if (error instanceof AppError) await this.#failed(user, error.reason);
      throw error;
    }
  }

  #failed(user: User | undefined, reason: string): Promise<void> {
    const target = user && { targetType: 'user', targetId: user.id };
    return this.audit.record({ action: 'sign_in.failed', ...target, details: { reason } });
  }
}
