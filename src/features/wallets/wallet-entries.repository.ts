import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { idBefore, pageById } from '../../platform/database/id-cursor.js';
import { readRows } from '../../platform/database/read-rows.js';
import type { Currency } from '../../shared/money.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { LedgerEntry } from './ledger-entry.entity.js';

/** An entry of a wallet with what its transfer says. */
export interface EntryView {
  id: number;
  transferId: number;
  kind: 'transfer' | 'deposit';
  /** Whom it came from or went to; null for the treasury, and when the user is gone. */
  otherUserId: number | null;
  memo: string | null;
  /** Minor units in digits, negative for what was taken. */
  amount: string;
  balanceAfter: string;
  createdAt: Date;
}

/** Not before `from`, and before `to`. */
export interface Period {
  from?: Date;
  to?: Date;
}

const OWN = `wallet_id = (SELECT id FROM wallets WHERE user_id = $1 AND currency = $2)`;
const PERIOD = 'created_at >= $3 AND created_at < $4';

// The entries first, by their index and no more than asked for: what belongs to each is then looked up by its key.
const views = (
  entries: string,
  order: string,
) => `WITH entry AS MATERIALIZED (SELECT * FROM ledger_entries WHERE ${OWN} AND ${entries})
  SELECT entry.id, transfer.id AS "transferId", transfer.kind, other.user_id AS "otherUserId", transfer.memo,
         entry.amount::text AS amount, entry.balance_after::text AS "balanceAfter", entry.created_at AS "createdAt"
  FROM entry
  JOIN transfers AS transfer ON transfer.id = entry.transfer_id
  JOIN wallets AS other ON other.id = CASE WHEN entry.amount < 0 THEN transfer.to_wallet_id ELSE transfer.from_wallet_id END
  ORDER BY entry.id ${order}`;

const NEWEST = views('id < $3 ORDER BY id DESC LIMIT $4', 'DESC');
const FOLLOWING = views(`${PERIOD} AND id > $5 ORDER BY id LIMIT $6`, 'ASC');
const LAST = `SELECT id FROM ledger_entries WHERE ${OWN} AND ${PERIOD} ORDER BY id DESC LIMIT 1`;

@Injectable()
export class WalletEntriesRepository {
  constructor(@InjectRepository(LedgerEntry) private readonly entries: Repository<LedgerEntry>) {}

  /** The newest first. */
  async list(userId: number, currency: Currency, request: PageRequest): Promise<Page<EntryView>> {
    const values = [userId, currency, idBefore(request), request.limit + 1];
    return pageById(await this.#read<EntryView>(NEWEST, values), request);
  }

  /** Id of the last entry of a period; 0 when it has none. */
  async lastOf(userId: number, currency: Currency, period: Period): Promise<number> {
    const rows = await this.#read<{ id: number }>(LAST, [userId, currency, ...bounds(period)]);
    return rows[0]?.id ?? 0;
  }

  /** What follows an entry in a period, the oldest first. */
  following(
    userId: number,
    currency: Currency,
    period: Period,
    after: { id: number; limit: number },
  ): Promise<EntryView[]> {
    return this.#read<EntryView>(FOLLOWING, [userId, currency, ...bounds(period), after.id, after.limit]);
  }

  #read<T>(sql: string, values: readonly unknown[]): Promise<T[]> {
    return readRows<T>(this.entries.manager.dataSource, sql, values);
  }
}

function bounds({ from, to }: Period) {
  return [from ?? '-infinity', to ?? 'infinity'];
}
