import type { Client } from 'pg';
import type { Contestant } from './turn.ts';
import { withClient } from '../with-client.ts';

const TIMES = 23;

/** A comparison is worth something only between those who send the same. Needs pg_stat_statements. */
export async function checkSameStatements(url: string, contestants: Contestant[]): Promise<string[]> {
  return withClient(url, async (client) => {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const sent: string[] = [];
    for (const { transfer } of contestants) {
      await client.query('SELECT pg_stat_statements_reset()');
      await transfer({ accounts: 100, clients: 1, seconds: 0, transfers: TIMES });
      sent.push(await statementsOf(client));
    }
    const other = sent.find((statements) => statements !== sent[0]);
    if (other !== undefined)
      throw new Error(`the service and the script send different statements:\n${sent[0]}\n\n${other}`);
    return (sent[0] ?? '').split('\n');
  });
}

// What was sent as often as there were transfers: the service asks its servers how they are besides. START TRANSACTION
// and COMMIT are counted only when they are not prepared.
async function statementsOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ query: string }>(
    `SELECT query FROM pg_stat_statements WHERE calls = $1 AND query !~ '^(START TRANSACTION|COMMIT)'`,
    [TIMES],
  );
  return rows
    .map(({ query }) => query.replace(/\$\d+(::\w+)?/g, '?').replace(/\s+/g, ' '))
    .toSorted()
    .join('\n');
}
