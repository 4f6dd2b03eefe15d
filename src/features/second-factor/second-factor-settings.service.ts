import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AppError } from '../../shared/app-error.js';
import { PasswordConfirmation } from '../login-guard/password-confirmation.service.js';
import { UsersService } from '../users/users.service.js';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.js';
import { SecondFactorEvents } from './second-factor-events.js';
import { notEnabled, type SecondFactorProof, SecondFactorService } from './second-factor.service.js';
import { type OpenFactor, SecondFactorsRepository } from './second-factors.repository.js';
import { newTotpSecret, otpauthUri, stepOfCode } from './totp.js';

export interface SecondFactorStatus {
  enabledAt?: Date;
  recoveryCodesLeft: number;
}

/** How users turn their second factor on and off. */
@Injectable()
export class SecondFactorSettings {
  constructor(
    private readonly database: Database,
    private readonly factors: SecondFactorsRepository,
    private readonly proofs: SecondFactorService,
    private readonly users: UsersService,
    private readonly passwords: PasswordConfirmation,
    private readonly events: SecondFactorEvents,
  ) {}

  async status(userId: number): Promise<SecondFactorStatus> {
    const factor = await this.factors.find(userId);
    if (!factor?.enabledAt) return { recoveryCodesLeft: 0 };
    return { enabledAt: factor.enabledAt, recoveryCodesLeft: await this.factors.countCodes(userId) };
  }

  /** Makes the secret for an app; it counts for nothing before `confirm`. Throws `second_factor_enabled` and `user_not_found`. */
  async start(userId: number): Promise<{ secret: string; uri: string }> {
    const { email } = await this.users.findCurrent(userId);
    const secret = newTotpSecret();
    const started = await this.database.transaction('second_factor.start', (tx) =>
      this.factors.start(tx, userId, secret),
    );
    if (!started) throw enabledAlready();
    return { secret, uri: otpauthUri(secret, email) };
  }

  /**
   * Turns the factor on, given a code of the app, and returns the recovery codes. Throws `second_factor_not_started`,
   * `second_factor_enabled` and `second_factor_wrong`.
   */
  confirm(userId: number, code: string): Promise<string[]> {
    return this.database.transaction('second_factor.enable', async (tx) => {
      const factor = await this.factors.lock(tx, userId);
      if (!factor) throw notStarted();
      if (factor.enabledAt) throw enabledAlready();
      const step = stepOfCode(factor.secret, code);
      if (step === undefined) throw wrong('code');
      await this.factors.enable(tx, userId, step);
      await this.events.happened(tx, 'totp.enabled', userId);
      return this.#newCodes(tx, userId);
    });
  }

  /** Throws `password_wrong`, `too_many_logins` and `second_factor_not_enabled`. */
  async renewCodes(userId: number, password: string): Promise<string[]> {
    await this.passwords.check(userId, password);
    return this.database.transaction('second_factor.renew_codes', async (tx) => {
      await this.#lockEnabled(tx, userId);
      await this.events.happened(tx, 'recovery_codes.replaced', userId);
      return this.#newCodes(tx, userId);
    });
  }

  /** Throws as `renewCodes` does, and `second_factor_wrong`. */
  async disable(userId: number, password: string, proof: SecondFactorProof): Promise<void> {
    await this.passwords.check(userId, password);
    await this.database.transaction('second_factor.disable', async (tx) => {
      const factor = await this.#lockEnabled(tx, userId);
      const field = proof.recoveryCode === undefined ? 'code' : 'recoveryCode';
      if (!(await this.proofs.accept(tx, factor, proof))) throw wrong(field);
      await this.proofs.disable(tx, userId, 'owner');
    });
  }

  async #lockEnabled(tx: Transaction, userId: number): Promise<OpenFactor> {
    const factor = await this.factors.lock(tx, userId);
    if (factor?.enabledAt) return factor;
    throw notEnabled();
  }

  async #newCodes(tx: Transaction, userId: number): Promise<string[]> {
    const codes = newRecoveryCodes();
    await this.factors.replaceCodes(tx, userId, codes.map(recoveryCodeHash));
    return codes;
  }
}

function invalid(field: string, code: string, message: string): AppError {
  return new AppError('invalid', code, message, { errors: [{ field, code, message }] });
}

function wrong(field: string): AppError {
  return invalid(field, 'second_factor_wrong', 'The code is wrong, or was used before.');
}

function enabledAlready(): AppError {
  return new AppError('conflict', 'second_factor_enabled', 'Two-factor sign-in is on already.');
}

function notStarted(): AppError {
  const message = 'Set up an authenticator app first: POST /api/v1/auth/totp.';
  return new AppError('conflict', 'second_factor_not_started', message);
}
