import type { Transaction } from '../../platform/database/transaction.js';
import type { Money } from '../../shared/money.js';

export interface PostedTransfer {
  id: number;
  createdAt: Date;
}

/** What goes from one wallet to another. */
export interface Posting extends Money {
  toUserId: number;
  memo?: string;
  /** Who asks for it; of a transfer also whose money it is. */
  createdBy: number;
}

/** From the wallet of whoever asks. Undefined when one of the two has no wallet of the currency. */
export const postTransfer = posting('transfer', 'user_id IN ($1, $2)', 'user_id = $2');

/** From the treasury. Undefined when the user has no wallet of the currency, or it has no treasury. */
export const postDeposit = posting('deposit', `(user_id = $1 OR kind = 'treasury')`, `kind = 'treasury'`);

/**
 * One statement, and so one round trip while the wallets are locked: in the order of their ids, so that no two transfers
 * wait for each other. The entries say what the balances will be; inserting them moves the balances (trigger
 * `move_balance`), and what may not be breaks a CHECK.
 */
function posting(kind: string, wallets: string, sends: string) {
  const sql = `WITH leg AS MATERIALIZED (
      SELECT id, ${sends} AS sends, CASE WHEN ${sends} THEN -$3::bigint ELSE $3::bigint END AS amount, balance
      FROM wallets WHERE ${wallets} AND currency = $4
      ORDER BY id FOR NO KEY UPDATE
    ), transfer AS (
      INSERT INTO transfers (kind, from_wallet_id, to_wallet_id, amount, currency, memo, created_by)
      SELECT '${kind}', debit.id, credit.id, $3, $4, $5, $2
      FROM leg AS debit JOIN leg AS credit ON debit.sends AND NOT credit.sends
      RETURNING id, created_at
    ), entry AS (
      INSERT INTO ledger_entries (transfer_id, wallet_id, amount, balance_after)
      SELECT transfer.id, leg.id, leg.amount, leg.balance + leg.amount FROM transfer CROSS JOIN leg ORDER BY leg.id
    )
    SELECT id, created_at AS "createdAt" FROM transfer`;
  return async (tx: Transaction, money: Posting): Promise<PostedTransfer | undefined> => {
    const { toUserId, createdBy, amount, currency, memo } = money;
    const values = [toUserId, createdBy, String(amount), currency, memo ?? null];
    return (await tx.manager.query<PostedTransfer[]>(sql, values))[0];
  };
}
