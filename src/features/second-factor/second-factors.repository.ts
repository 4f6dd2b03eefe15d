import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, Repository } from 'typeorm';
import { DataCipher } from '../../platform/crypto/data-cipher.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { RecoveryCode, SecondFactor } from './second-factor.entity.js';

/** A second factor with its secret in the clear: for the use at hand, never to be kept or logged. */
export type OpenFactor = Pick<SecondFactor, 'userId' | 'secret' | 'enabledAt'>;

@Injectable()
export class SecondFactorsRepository {
  constructor(
    @InjectRepository(SecondFactor) private readonly factors: Repository<SecondFactor>,
    @InjectRepository(RecoveryCode) private readonly codes: Repository<RecoveryCode>,
    private readonly cipher: DataCipher,
  ) {}

  async find(userId: number): Promise<OpenFactor | undefined> {
    return this.#open(await this.factors.findOneBy({ userId }));
  }

  /** As `find`; until the transaction ends nobody else changes it. */
  async lock(tx: Transaction, userId: number): Promise<OpenFactor | undefined> {
    const factors = tx.repository(SecondFactor);
    return this.#open(await factors.findOne({ where: { userId }, lock: { mode: 'for_no_key_update' } }));
  }

  /** Keeps the secret of a factor that is still to be enabled. False when the user has an enabled one. */
  async start(tx: Transaction, userId: number, secret: string): Promise<boolean> {
    const rows = await tx.manager.query<object[]>(
      `INSERT INTO second_factors AS factor (user_id, secret) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = now()
         WHERE factor.enabled_at IS NULL
       RETURNING user_id`,
      [userId, this.cipher.encrypt(secret, purpose(userId))],
    );
    return rows.length === 1;
  }

  async enable(tx: Transaction, userId: number, step: number): Promise<void> {
    const enabled = { enabledAt: () => 'now()', lastUsedStep: step };
    await tx.repository(SecondFactor).update({ userId }, enabled);
  }

  /**
   * Marks the step as used, in one statement. False when it, or a later one, was used before. The secret is encrypted
   * anew, so that a data key that was replaced goes out of use.
   */
  async useStep(tx: Transaction, { userId, enabledAt, secret }: OpenFactor, step: number): Promise<boolean> {
    const { affected } = await tx.manager
      .createQueryBuilder()
      .update(SecondFactor)
      .set({ lastUsedStep: step, secret: this.cipher.encrypt(secret, purpose(userId)) })
      // A factor that was set up anew since has another secret.
      .where('user_id = :userId AND enabled_at = :enabledAt', { userId, enabledAt })
      .andWhere('last_used_step < :step', { step })
      .execute();
    return affected === 1;
  }

  /** False when the user has no enabled one. Its recovery codes go as well. */
  async delete(tx: Transaction, userId: number): Promise<boolean> {
    const { affected } = await tx.repository(SecondFactor).delete({ userId, enabledAt: Not(IsNull()) });
    return affected === 1;
  }

  async replaceCodes(tx: Transaction, userId: number, hashes: readonly Buffer[]): Promise<void> {
    const codes = tx.repository(RecoveryCode);
    await codes.delete({ userId });
    await codes.insert(hashes.map((codeHash) => ({ userId, codeHash })));
  }

  /** Takes the code away, in one statement. False when the user has none like it. */
  async useCode(tx: Transaction, userId: number, codeHash: Buffer): Promise<boolean> {
    const { affected } = await tx.repository(RecoveryCode).delete({ userId, codeHash });
    return affected === 1;
  }

  countCodes(userId: number): Promise<number> {
    return this.codes.countBy({ userId });
  }

  #open(factor: SecondFactor | null): OpenFactor | undefined {
    if (!factor) return undefined;
    const { userId, secret, enabledAt } = factor;
    return { userId, secret: this.cipher.decrypt(secret, purpose(userId)), enabledAt };
  }
}

function purpose(userId: number): string {
  return `totp:${userId}`;
}
