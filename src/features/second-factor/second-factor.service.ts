import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AppError } from '../../shared/app-error.js';
import { recoveryCodeHash } from './recovery-codes.js';
import { SecondFactorEvents } from './second-factor-events.js';
import { type OpenFactor, SecondFactorsRepository } from './second-factors.repository.js';
import { stepOfCode } from './totp.js';

/** A code of the app, or a recovery code in its place; with both, the app's counts. */
export interface SecondFactorProof {
  code?: string;
  recoveryCode?: string;
}

@Injectable()
export class SecondFactorService {
  constructor(
    private readonly database: Database,
    private readonly factors: SecondFactorsRepository,
    private readonly events: SecondFactorEvents,
  ) {}

  /**
   * To be asked once the password was right, outside of a transaction: returns when the user has no second factor, or
   * has shown it. A code counts once. Throws `second_factor_required` and `second_factor_wrong`.
   */
  async check(userId: number, given: SecondFactorProof): Promise<void> {
    // A replica that lags would let in whoever has only the password.
    const factor = await readPrimary(() => this.factors.find(userId));
    if (!factor?.enabledAt) return;
    if (given.code === undefined && given.recoveryCode === undefined) throw required();
    const right = await this.database.transaction('second_factor.check', (tx) =>
      this.accept(tx, factor, given),
    );
    if (!right) throw wrong();
  }

  /** Whether the proof is right; it is used up with the transaction. */
  async accept(
    tx: Transaction,
    factor: OpenFactor,
    { code, recoveryCode }: SecondFactorProof,
  ): Promise<boolean> {
    if (code !== undefined) {
      const step = stepOfCode(factor.secret, code);
      return step !== undefined && this.factors.useStep(tx, factor, step);
    }
    if (recoveryCode === undefined) return false;
    const used = await this.factors.useCode(tx, factor.userId, recoveryCodeHash(recoveryCode));
    if (used) await this.events.happened(tx, 'recovery_code.used', factor.userId);
    return used;
  }

  /** Takes the factor away, without asking for it. Throws `second_factor_not_enabled`. */
  async disable(tx: Transaction, userId: number, by: 'owner' | 'operator'): Promise<void> {
    if (!(await this.factors.delete(tx, userId))) throw notEnabled();
    await this.events.happened(tx, 'totp.disabled', userId, by);
  }
}

export function notEnabled(): AppError {
  return new AppError('conflict', 'second_factor_not_enabled', 'Two-factor sign-in is not on.');
}

function required(): AppError {
  const message = 'This account asks for a code of its authenticator app as well, or for a recovery code.';
  return new AppError('unauthenticated', 'second_factor_required', message);
}

function wrong(): AppError {
  const message = 'The code is wrong, or was used before.';
  return new AppError('unauthenticated', 'second_factor_wrong', message);
}
