import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { RowId, RowTime } from '../../platform/database/row-columns.js';
import { minorUnits } from './minor-units.js';

/** One leg of a transfer: what it took from a wallet, or put into it. Never changed, never deleted. */
@Entity('ledger_entries')
@Check('ledger_entries_amount_check', `"amount" <> 0`)
@Index('ledger_entries_wallet_id_idx', ['walletId', 'id'])
// On (transfer_id, amount > 0): TypeORM cannot describe expressions.
@Index('ledger_entries_leg_key', { synchronize: false })
export class LedgerEntry {
  @RowId('ledger_entries_pkey')
  id!: number;

  @ForeignKey('Transfer', { name: 'ledger_entries_transfer_id_fkey' })
  @Column('bigint', { name: 'transfer_id' })
  transferId!: number;

  @ForeignKey('Wallet', { name: 'ledger_entries_wallet_id_fkey' })
  @Column('bigint', { name: 'wallet_id' })
  walletId!: number;

  /** Minor units; negative for what was taken. */
  @Column('bigint', { transformer: minorUnits })
  amount!: bigint;

  @Column('bigint', { name: 'balance_after', transformer: minorUnits })
  balanceAfter!: bigint;

  @RowTime('created_at')
  createdAt!: Date;
}
