import { withClient } from '../with-client.ts';
import { PAYMENT } from './payment.ts';

const DEPOSIT = 1_000_000;

/** Gives the users with the ids 1 to `accounts` a wallet and money from the treasury, by the ledger's own rules. */
export async function openAccounts(url: string, accounts: number): Promise<void> {
  await withClient(url, async (client) => {
    const { currency } = PAYMENT;
    await client.query(`INSERT INTO wallets (kind, currency) VALUES ('treasury', $1)`, [currency]);
    await client.query(`INSERT INTO wallets (user_id, currency) SELECT id, $2 FROM users WHERE id <= $1`, [
      accounts,
      currency,
    ]);
    await client.query('BEGIN');
    // One by one: each leaves another balance in the treasury.
    for (let user = 1; user <= accounts; user += 1) await client.query(FILL, [user, DEPOSIT]);
    await client.query('COMMIT');
    await client.query('VACUUM (ANALYZE) wallets, transfers, ledger_entries');
  });
}

const FILL = `
  WITH leg AS (
    SELECT id, CASE kind WHEN 'treasury' THEN -$2::bigint ELSE $2::bigint END AS amount, balance, currency
    FROM wallets WHERE user_id = $1 OR kind = 'treasury' ORDER BY id FOR NO KEY UPDATE
  ), transfer AS (
    INSERT INTO transfers (kind, from_wallet_id, to_wallet_id, amount, currency)
    SELECT 'deposit', debit.id, credit.id, $2, debit.currency
    FROM leg AS debit JOIN leg AS credit ON debit.amount < 0 AND credit.amount > 0
    RETURNING id
  )
  INSERT INTO ledger_entries (transfer_id, wallet_id, amount, balance_after)
  SELECT transfer.id, leg.id, leg.amount, leg.balance + leg.amount FROM transfer CROSS JOIN leg ORDER BY leg.id`;

/** How many transfers there are. Throws when the ledger does not sum to zero, or a wallet differs from its entries. */
export async function checkLedger(url: string): Promise<{ transfers: number }> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ transfers: string; total: string; wrong: string }>(`
      SELECT (SELECT count(*) FROM transfers) AS transfers, (SELECT sum(amount) FROM ledger_entries) AS total,
             (SELECT count(*) FROM wallets WHERE balance <>
               (SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE wallet_id = wallets.id)) AS wrong`);
    const { transfers, total, wrong } = rows[0] ?? { transfers: '0', total: '', wrong: '' };
    if (total !== '0' || wrong !== '0')
      throw new Error(`the ledger sums to ${total}, and ${wrong} wallets differ from it`);
    return { transfers: Number(transfers) };
  });
}
