import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Stack } from '../../../local/stack.ts';

/** Counts reads of users on all nodes, and slows them down. Needs pg_stat_statements. Whoever opens it closes it. */
export async function openReadCounter({ nodes }: Stack) {
  const clients = nodes.map(({ url }) => new Client({ connectionString: url }));
  for (const client of clients) await client.connect();
  return {
    reads: async (): Promise<number> => {
      const counts = await Promise.all(clients.map(readsOf));
      return counts.reduce((total, count) => total + count, 0);
    },
    slowly: <T>(work: () => Promise<T>) => slowly(clients[0] as Client, work),
    close: async (): Promise<void> => {
      for (const client of clients) await client.end();
    },
  };
}

// Longer than replicas take to have the lock, and than it takes to send all requests where nothing else runs.
const REPLAY_MS = 300;
const SLOW_MS = 500;

/** Reads of users wait on all nodes for a moment, as if they took long: a load that is over at once draws no crowd. */
async function slowly<T>(primary: Client, work: () => Promise<T>): Promise<T> {
  await primary.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
  await sleep(REPLAY_MS);
  const result = work();
  await sleep(SLOW_MS);
  await primary.query('COMMIT');
  return result;
}

export type ReadCounter = Awaited<ReturnType<typeof openReadCounter>>;

async function readsOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ calls: string }>(
    `SELECT coalesce(sum(calls), 0) AS calls FROM pg_stat_statements WHERE query ~ '^SELECT .* FROM "users"'`,
  );
  return Number(rows[0]?.calls);
}
