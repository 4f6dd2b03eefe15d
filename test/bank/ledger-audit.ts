import pg from 'pg';

export interface LedgerAudit {
  /** Money of all users by currency, as balances and as the sum of their entries, and what the treasury owes for it. */
  totals: { currency: string; balances: string; entries: string; treasury: string }[];
  negative: object[];
  /** Wallets whose balance is not the sum of their entries. */
  drifted: object[];
  /** Transfers whose entries do not sum to zero, or are not two. */
  unbalanced: object[];
  /** Transfers by the key in their memo. */
  transfers: Map<string, string[]>;
}

/** Adds the ledger up, straight from the tables and in one snapshot. */
export async function auditLedger(databaseUrl: string): Promise<LedgerAudit> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const rows = async (sql: string) => (await client.query<Record<string, string>>(sql)).rows;
    const transfers = new Map<string, string[]>();
    for (const { memo = '', id = '' } of await rows('SELECT id::text, memo FROM transfers'))
      transfers.set(memo, [...(transfers.get(memo) ?? []), id]);
    return {
      totals: (await rows(TOTALS)) as unknown as LedgerAudit['totals'],
      negative: await rows(`SELECT id FROM wallets WHERE kind = 'user' AND balance < 0`),
      drifted: await rows(DRIFTED),
      unbalanced: await rows(UNBALANCED),
      transfers,
    };
  } finally {
    await client.end();
  }
}

const TOTALS = `
  SELECT wallet.currency,
         sum(wallet.balance) FILTER (WHERE wallet.kind = 'user')::text AS balances,
         sum(entries.total) FILTER (WHERE wallet.kind = 'user')::text AS entries,
         sum(wallet.balance) FILTER (WHERE wallet.kind = 'treasury')::text AS treasury
  FROM wallets wallet
  CROSS JOIN LATERAL (SELECT sum(amount) AS total FROM ledger_entries WHERE wallet_id = wallet.id) entries
  GROUP BY wallet.currency ORDER BY wallet.currency`;

const DRIFTED = `
  SELECT wallet.id, wallet.balance, sum(entry.amount) AS entries
  FROM wallets wallet LEFT JOIN ledger_entries entry ON entry.wallet_id = wallet.id
  GROUP BY wallet.id HAVING wallet.balance <> coalesce(sum(entry.amount), 0)`;

const UNBALANCED = `
  SELECT transfer.id, count(entry.id) AS entries, sum(entry.amount) AS total
  FROM transfers transfer LEFT JOIN ledger_entries entry ON entry.transfer_id = transfer.id
  GROUP BY transfer.id HAVING count(entry.id) <> 2 OR sum(entry.amount) <> 0`;
