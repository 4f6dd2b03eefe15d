import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { type CurrencyTotal, type Drift, type Found, LedgerRepository } from './ledger.repository.js';
import { driftingWallets } from './ledger-metrics.js';
import type { Reconciliation } from './reconciliation.entity.js';

/** What adding the whole ledger up again has found. */
export interface LedgerReport {
  wallets: number;
  entries: number;
  drift: Found<Drift>;
  unbalancedTransfers: Found<{ id: number }>;
  /** Those whose balances do not sum to zero. */
  unbalancedCurrencies: CurrencyTotal[];
}

const LOGGED = 20;

@Injectable()
export class LedgerService {
  readonly #logger = new Logger('Ledger');

  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerRepository,
  ) {}

  /** What the wallets of each currency hold; each sums to zero. */
  totals(): Promise<CurrencyTotal[]> {
    return this.ledger.totals();
  }

  lastReconciliation(): Promise<Reconciliation | undefined> {
    return this.ledger.lastReconciliation();
  }

  /**
   * Adds the whole ledger up again from its entries, as of one moment, and compares: balances with entries, the two
   * entries of each transfer, the sum of each currency. PostgreSQL adds; here is only what is wrong. The outcome is
   * kept, logged and counted; nothing is corrected.
   */
  async reconcile(): Promise<LedgerReport> {
    const startedAt = new Date();
    const report = await this.database.transaction('ledger.reconcile', async (tx) => {
      await this.ledger.freeze(tx);
      const totals = await this.ledger.totals(tx);
      return {
        wallets: totals.reduce((sum, { wallets }) => sum + wallets, 0),
        entries: await this.ledger.countEntries(tx),
        drift: await this.ledger.drift(tx),
        unbalancedTransfers: await this.ledger.unbalancedTransfers(tx),
        unbalancedCurrencies: totals.filter(({ sum }) => sum !== '0'),
      };
    });
    await this.database.transaction('ledger.reconciled', (tx) =>
      this.ledger.record(tx, { startedAt, ...countsOf(report) }),
    );
    driftingWallets.set(report.drift.count);
    this.#log(report);
    return report;
  }

  #log(report: LedgerReport): void {
    if (isSound(report)) return this.#logger.log({ msg: 'ledger reconciled', ...countsOf(report) });
    const { drift, unbalancedTransfers, unbalancedCurrencies } = report;
    this.#logger.error({
      msg: 'ledger drifts',
      ...countsOf(report),
      drift: drift.first.slice(0, LOGGED),
      transfers: unbalancedTransfers.first.slice(0, LOGGED).map(({ id }) => id),
      currencies: unbalancedCurrencies,
    });
  }
}

/** Whether everything agrees. */
export function isSound({ drift, unbalancedTransfers, unbalancedCurrencies }: LedgerReport): boolean {
  return drift.count + unbalancedTransfers.count + unbalancedCurrencies.length === 0;
}

function countsOf(report: LedgerReport) {
  return {
    wallets: report.wallets,
    entries: report.entries,
    driftingWallets: report.drift.count,
    unbalancedTransfers: report.unbalancedTransfers.count,
    unbalancedCurrencies: report.unbalancedCurrencies.length,
  };
}
