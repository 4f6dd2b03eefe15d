import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { readRows } from '../../platform/database/read-rows.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Reconciliation } from './reconciliation.entity.js';

/** What all wallets of a currency hold, in minor units. */
export interface CurrencyTotal {
  currency: string;
  wallets: number;
  /** Negative: what was brought in. */
  treasury: string;
  users: string;
  sum: string;
}

/** A wallet whose balance is not what its entries say. */
export interface Drift {
  walletId: number;
  userId: number | null;
  currency: string;
  balance: string;
  /** What the entries sum to. */
  entries: string;
}

/** The first thousand of what is wrong, and how much that is in all. */
export interface Found<T> {
  first: T[];
  count: number;
}

const TOTALS = `
  SELECT currency, count(*) AS wallets, sum(balance)::text AS sum,
         coalesce(sum(balance) FILTER (WHERE kind = 'treasury'), 0)::text AS treasury,
         coalesce(sum(balance) FILTER (WHERE kind = 'user'), 0)::text AS users
  FROM wallets GROUP BY currency ORDER BY currency`;

// Each entry says what the balance was after it: that has to be the sum of all up to it.
const DRIFT = `
  SELECT wallet.id AS "walletId", wallet.user_id AS "userId", wallet.currency, wallet.balance::text AS balance,
         coalesce(added.entries, 0)::text AS entries, count(*) OVER () AS count
  FROM wallets AS wallet LEFT JOIN (
    SELECT wallet_id, sum(amount) AS entries, bool_and(balance_after = running) AS agree
    FROM (SELECT wallet_id, amount, balance_after, sum(amount) OVER (PARTITION BY wallet_id ORDER BY id) AS running
          FROM ledger_entries) AS entry
    GROUP BY wallet_id
  ) AS added ON added.wallet_id = wallet.id
  WHERE wallet.balance <> coalesce(added.entries, 0) OR NOT added.agree
  ORDER BY wallet.id LIMIT 1000`;

const UNBALANCED = `
  SELECT transfer.id, count(*) OVER () AS count
  FROM transfers AS transfer
  LEFT JOIN ledger_entries AS debit ON debit.transfer_id = transfer.id
    AND debit.wallet_id = transfer.from_wallet_id AND debit.amount = -transfer.amount
  LEFT JOIN ledger_entries AS credit ON credit.transfer_id = transfer.id
    AND credit.wallet_id = transfer.to_wallet_id AND credit.amount = transfer.amount
  WHERE debit.id IS NULL OR credit.id IS NULL
  ORDER BY transfer.id LIMIT 1000`;

@Injectable()
export class LedgerRepository {
  constructor(
    @InjectRepository(Reconciliation) private readonly reconciliations: Repository<Reconciliation>,
  ) {}

  totals(tx?: Transaction): Promise<CurrencyTotal[]> {
    if (tx) return tx.manager.query(TOTALS);
    return readRows<CurrencyTotal>(this.reconciliations.manager.dataSource, TOTALS, []);
  }

  async drift(tx: Transaction): Promise<Found<Drift>> {
    return found(await tx.manager.query<(Drift & { count: number })[]>(DRIFT));
  }

  async unbalancedTransfers(tx: Transaction): Promise<Found<{ id: number }>> {
    return found(await tx.manager.query<{ id: number; count: number }[]>(UNBALANCED));
  }

  async countEntries(tx: Transaction): Promise<number> {
    const [row] = await tx.manager.query<{ count: number }[]>('SELECT count(*) AS count FROM ledger_entries');
    return row?.count ?? 0;
  }

  /** Everything that is read afterwards is of one moment, however long it takes. */
  async freeze(tx: Transaction): Promise<void> {
    await tx.manager.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await tx.manager.query('SET LOCAL statement_timeout = 0');
  }

  async record(tx: Transaction, fields: Omit<Reconciliation, 'id' | 'finishedAt'>): Promise<void> {
    await tx.repository(Reconciliation).insert(fields);
  }

  async lastReconciliation(): Promise<Reconciliation | undefined> {
    const [last] = await this.reconciliations.find({ order: { id: 'DESC' }, take: 1 });
    return last;
  }
}

function found<T extends { count: number }>(rows: T[]): Found<Omit<T, 'count'>> {
  return { first: rows.map(({ count: _, ...row }) => row), count: rows[0]?.count ?? 0 };
}
