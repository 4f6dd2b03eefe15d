import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { RowId, RowTime } from '../../platform/database/row-columns.js';
import type { Currency } from '../../shared/money.js';

export type TransferKind = 'transfer' | 'deposit';

/**
 * Money that went from one wallet to another, in two ledger entries that sum to zero. Never changed, never deleted. The
 * currency is part of both references, so that it is that of both wallets.
 */
@Entity('transfers')
@Check('transfers_kind_check', `"kind" IN ('transfer', 'deposit')`)
@Check('transfers_wallets_check', `"from_wallet_id" <> "to_wallet_id"`)
@Check('transfers_amount_check', `"amount" BETWEEN 1 AND 1000000000000000`)
@Check('transfers_memo_check', `char_length("memo") BETWEEN 1 AND 200`)
@Index('transfers_from_wallet_id_idx', ['fromWalletId', 'id'])
@Index('transfers_to_wallet_id_idx', ['toWalletId', 'id'])
// BRIN, for those of a day: TypeORM cannot describe other methods than a B-tree.
@Index('transfers_created_at_idx', { synchronize: false })
@ForeignKey('Wallet', ['fromWalletId', 'currency'], ['id', 'currency'], {
  name: 'transfers_from_wallet_id_fkey',
})
@ForeignKey('Wallet', ['toWalletId', 'currency'], ['id', 'currency'], { name: 'transfers_to_wallet_id_fkey' })
export class Transfer {
  @RowId('transfers_pkey')
  id!: number;

  @Column('text')
  kind!: TransferKind;

  @Column('bigint', { name: 'from_wallet_id' })
  fromWalletId!: number;

  @Column('bigint', { name: 'to_wallet_id' })
  toWalletId!: number;

  /** Minor units, as digits: whoever reads one hands it on to a client. */
  @Column('bigint')
  amount!: string;

  @Column('text')
  currency!: Currency;

  @Column('text', { nullable: true })
  memo!: string | null;

  /** Who asked for it; no reference, so that it outlives the user. */
  @Column('bigint', { name: 'created_by', nullable: true })
  createdBy!: number | null;

  @RowTime('created_at')
  createdAt!: Date;
}
