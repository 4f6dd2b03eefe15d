import type { CurrencyTotal } from './ledger.repository.js';
import type { Reconciliation } from './reconciliation.entity.js';

/** What all wallets of a currency hold, in minor units. */
export class CurrencyTotalDto {
  /** @example EUR */
  currency!: string;

  /**
   * How many there are.
   * @example 13
   */
  wallets!: number;

  /**
   * What was brought in, negative.
   * @example "-120000"
   */
  treasury!: string;

  /**
   * What users have.
   * @example "120000"
   */
  users!: string;

  /**
   * Both together, which is zero.
   * @example "0"
   */
  sum!: string;
}

/** The last time that the whole ledger was added up again. Whatever is not zero is wrong. */
export class ReconciliationDto {
  /** @example 2026-01-31T02:12:00.000Z */
  startedAt!: Date;

  /** @example 2026-01-31T02:12:01.500Z */
  finishedAt!: Date;

  /** @example 13 */
  wallets!: number;

  /** @example 48 */
  entries!: number;

  /**
   * Wallets whose balance is not what their entries say.
   * @example 0
   */
  driftingWallets!: number;

  /**
   * Transfers without exactly two entries.
   * @example 0
   */
  unbalancedTransfers!: number;

  /**
   * Currencies whose balances do not sum to zero.
   * @example 0
   */
  unbalancedCurrencies!: number;
}

export class LedgerDto {
  /** By currency. */
  totals!: CurrencyTotalDto[];

  /** Absent until the ledger has been added up for the first time. */
  lastReconciliation?: ReconciliationDto;

  constructor(totals: readonly CurrencyTotal[], last: Reconciliation | undefined) {
    this.totals = [...totals];
    if (!last) return;
    const { id: _, ...shown } = last;
    this.lastReconciliation = shown;
  }
}
