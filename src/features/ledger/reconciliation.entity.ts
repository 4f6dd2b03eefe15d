import { Column, Entity } from 'typeorm';
import { RowId } from '../../platform/database/row-columns.js';

/** What adding the whole ledger up again has found. */
@Entity('ledger_reconciliations')
export class Reconciliation {
  @RowId('ledger_reconciliations_pkey')
  id!: number;

  @Column({ type: 'timestamptz', precision: 3, name: 'started_at', default: () => 'now()', insert: false })
  startedAt!: Date;

  @Column({
    type: 'timestamptz',
    precision: 3,
    name: 'finished_at',
    default: () => 'clock_timestamp()',
    insert: false,
  })
  finishedAt!: Date;

  @Column('bigint')
  wallets!: number;

  @Column('bigint')
  entries!: number;

  /** Wallets whose balance is not what their entries say. */
  @Column('bigint', { name: 'drifting_wallets' })
  driftingWallets!: number;

  /** Transfers without exactly two entries of their amount, one taking and one giving. */
  @Column('bigint', { name: 'unbalanced_transfers' })
  unbalancedTransfers!: number;

  /** Currencies whose balances do not sum to zero. */
  @Column('bigint', { name: 'unbalanced_currencies' })
  unbalancedCurrencies!: number;
}
