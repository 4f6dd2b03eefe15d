import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Currency } from '../../shared/money.js';
import { Wallet } from './wallet.entity.js';

@Injectable()
export class WalletsRepository {
  constructor(@InjectRepository(Wallet) private readonly wallets: Repository<Wallet>) {}

  listOf(userId: number): Promise<Wallet[]> {
    return this.wallets.find({ where: { userId }, order: { currency: 'ASC' } });
  }

  /** Makes the wallet unless it is there; nobody who does the same gets in the way. False when there is no such user. */
  async open(tx: Transaction, userId: number, currency: Currency): Promise<boolean> {
    const [row] = await tx.manager.query<{ known: boolean }[]>(
      `WITH opened AS (
         INSERT INTO wallets (user_id, currency) SELECT id, $2 FROM users WHERE id = $1
         ON CONFLICT (user_id, currency) DO NOTHING)
       SELECT EXISTS (SELECT FROM users WHERE id = $1) AS known`,
      [userId, currency],
    );
    return row?.known === true;
  }

  /** Makes the wallet that all money of a currency comes from, unless it is there. */
  async openTreasury(tx: Transaction, currency: Currency): Promise<void> {
    await tx.manager.query(
      `INSERT INTO wallets (kind, currency) VALUES ('treasury', $1)
       ON CONFLICT (currency) WHERE kind = 'treasury' DO NOTHING`,
      [currency],
    );
  }
}
