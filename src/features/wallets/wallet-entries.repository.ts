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

const PERIOD = 'entry.created_at >= $3 AND entry.created_at < $4';

const ENTRIES = 'FROM wallets AS own JOIN ledger_entries AS entry ON entry.wallet_id = own.id';
const MINE = 'WHERE own.user_id = $1 AND own.currency = $2';
const OWN = `${ENTRIES} ${MINE}`;

const VIEW = `
  entry.id, entry.transfer_id AS "transferId", transfer.kind, other.user_id AS "otherUserId", transfer.memo,
  entry.amount::text AS amount, entry.balance_after::text AS "balanceAfter", entry.created_at AS "createdAt"
  ${ENTRIES}
  JOIN transfers AS transfer ON transfer.id = entry.transfer_id
  JOIN wallets AS other
    ON other.id = CASE own.id WHEN transfer.from_wallet_id THEN transfer.to_wallet_id ELSE transfer.from_wallet_id END
  ${MINE}`;

@Injectable()
export class WalletEntriesRepository {
  constructor(@InjectRepository(LedgerEntry) private readonly entries: Repository<LedgerEntry>) {}

  /** The newest first. */
  async list(userId: number, currency: Currency, request: PageRequest): Promise<Page<EntryView>> {
    const sql = `SELECT ${VIEW} AND entry.id < $3 ORDER BY entry.id DESC LIMIT $4`;
    const values = [userId, currency, idBefore(request), request.limit + 1];
    return pageById(await this.#read<EntryView>(sql, values), request);
  }

  /** Id of the last entry of a period; 0 when it has none. */
  async lastOf(userId: number, currency: Currency, { from, to }: Period): Promise<number> {
    const sql = `SELECT entry.id ${OWN} AND ${PERIOD} ORDER BY entry.id DESC LIMIT 1`;
    const rows = await this.#read<{ id: number }>(sql, [
      userId,
      currency,
      from ?? '-infinity',
      to ?? 'infinity',
    ]);
    return rows[0]?.id ?? 0;
  }

  /** What follows an entry in a period, the oldest first. */
  following(
    userId: number,
    currency: Currency,
    { from, to }: Period,
    after: { id: number; limit: number },
  ): Promise<EntryView[]> {
    const sql = `SELECT ${VIEW} AND ${PERIOD} AND entry.id > $5 ORDER BY entry.id LIMIT $6`;
    const values = [userId, currency, from ?? '-infinity', to ?? 'infinity', after.id, after.limit];
    return this.#read<EntryView>(sql, values);
  }

  #read<T>(sql: string, values: readonly unknown[]): Promise<T[]> {
    return readRows<T>(this.entries.manager.dataSource, sql, values);
  }
}
