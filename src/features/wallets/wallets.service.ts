import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/transaction.js';
import { AppError } from '../../shared/app-error.js';
import type { Currency } from '../../shared/money.js';
import type { Wallet } from './wallet.entity.js';
import { WalletsRepository } from './wallets.repository.js';

@Injectable()
export class WalletsService {
  constructor(private readonly wallets: WalletsRepository) {}

  /** The wallets a user has used so far, by currency. */
  listOf(userId: number): Promise<Wallet[]> {
    return this.wallets.listOf(userId);
  }

  /** Sees to it that the user has a wallet. Throws `user_not_found`, of that field of the request. */
  async open(tx: Transaction, userId: number, currency: Currency, field: string): Promise<void> {
    if (await this.wallets.open(tx, userId, currency)) return;
    const message = `There is no user ${userId}.`;
    throw new AppError('invalid', 'user_not_found', message, {
      errors: [{ field, code: 'user_not_found', message }],
    });
  }

  /** Sees to it that money of this currency can be brought in. */
  openTreasury(tx: Transaction, currency: Currency): Promise<void> {
    return this.wallets.openTreasury(tx, currency);
  }
}
