import { Client } from 'pg';
import type { Stack } from '../../../local/stack.ts';

/** Counts reads of users on all nodes. Needs pg_stat_statements. Whoever opens it closes it. */
export async function openReadCounter({ nodes }: Stack) {
  const clients = nodes.map(({ url }) => new Client({ connectionString: url }));
  for (const client of clients) await client.connect();
  return {
    reads: async (): Promise<number> => {
      const counts = await Promise.all(clients.map(readsOf));
      return counts.reduce((total, count) => total + count, 0);
    },
    close: async (): Promise<void> => {
      for (const client of clients) await client.end();
    },
  };
}

export type ReadCounter = Awaited<ReturnType<typeof openReadCounter>>;

async function readsOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ calls: string }>(
    `SELECT coalesce(sum(calls), 0) AS calls FROM pg_stat_statements WHERE query ~ '^SELECT .* FROM "users"'`,
  );
  return Number(rows[0]?.calls);
}
