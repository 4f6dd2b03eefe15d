import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { declareConstraint } from '../../platform/database/constraints.js';
import { RowId, RowTime, RowVersion } from '../../platform/database/row-columns.js';
import type { Currency } from '../../shared/money.js';
import { minorUnits } from './minor-units.js';

const BALANCE = declareConstraint('wallets_balance_check', {
  code: 'conflict',
  reason: 'insufficient_funds',
  field: 'amount',
  message: 'There is not enough money in the wallet.',
});

const LIMIT = declareConstraint('wallets_limit_check', {
  code: 'conflict',
  reason: 'balance_too_large',
  field: 'amount',
  message: 'The wallet would hold more than a wallet can.',
});

const CLOSED = declareConstraint('wallets_closed_check', {
  code: 'conflict',
  reason: 'wallet_not_empty',
  message: 'There is money in a wallet of this user. Send it to somebody first.',
});

const USER_FKEY = declareConstraint('wallets_user_id_fkey', {
  code: 'invalid',
  reason: 'user_not_found',
  message: 'There is no such user.',
});

/**
 * Money of one currency, of a user or of the treasury, where all money comes from. Ledger entries move the balance, by
 * trigger. A wallet is made when it is first used and outlives its user, empty.
 */
@Entity('wallets')
@Unique('wallets_user_id_currency_key', ['userId', 'currency'])
@Unique('wallets_id_currency_key', ['id', 'currency'])
@Check('wallets_kind_check', `"kind" = 'user' OR "kind" = 'treasury' AND "user_id" IS NULL`)
@Check('wallets_currency_check', `"currency" ~ '^[A-Z]{3}$'`)
@Check(BALANCE, `"balance" >= 0 OR "kind" = 'treasury'`)
@Check(LIMIT, `"balance" BETWEEN -1000000000000000000 AND 1000000000000000000`)
@Check(CLOSED, `"balance" = 0 OR "user_id" IS NOT NULL OR "kind" = 'treasury'`)
@Index('wallets_treasury_idx', ['currency'], { unique: true, where: `"kind" = 'treasury'` })
export class Wallet {
  @RowId('wallets_pkey')
  id!: number;

  @Column('text', { default: 'user' })
  kind!: 'user' | 'treasury';

  /** Null for the treasury, and when the user is gone. */
  @ForeignKey('User', { name: USER_FKEY, onDelete: 'SET NULL' })
  @Column('bigint', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('text')
  currency!: Currency;

  /** In minor units; of the treasury negative. */
  @Column({ type: 'bigint', default: 0, transformer: minorUnits, insert: false, update: false })
  balance!: bigint;

  @RowVersion()
  version!: number;

  @RowTime('created_at')
  createdAt!: Date;

  @RowTime('updated_at')
  updatedAt!: Date;
}
