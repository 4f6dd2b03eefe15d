import { Client } from 'pg';

import { portOf, type NodeName, type StackState } from '../state.ts';

export const ROLE = 'groundwork';
export const DATABASE = 'groundwork';

export function nodeUrl(state: StackState, node: NodeName): string {
  return `postgresql://${ROLE}:${state.password}@127.0.0.1:${portOf(state, node)}/${DATABASE}`;
}

interface Options {
  database?: string;
  /** For servers that may hang: gives up on the connection and on every statement after this long. */
  timeoutMs?: number;
}

export async function withClient<T>(
  state: StackState,
  node: NodeName,
  work: (client: Client) => Promise<T>,
  { database = DATABASE, timeoutMs }: Options = {},
): Promise<T> {
  const client = new Client({
    host: '127.0.0.1',
    port: portOf(state, node),
    user: ROLE,
    password: state.password,
    database,
    ssl: false,
    application_name: 'local-stack',
    connectionTimeoutMillis: timeoutMs ?? 10_000,
    query_timeout: timeoutMs,
  });
  // A server killed under us also fails the statement we wait for; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await closeQuietly(client);
  }
}

/** One row of one statement, as text. */
export async function queryRow(
  client: Client,
  sql: string,
  values: unknown[] = [],
): Promise<Record<string, string>> {
  const { rows } = await client.query<Record<string, string>>(sql, values);
  return rows[0] ?? {};
}

async function closeQuietly(client: Client): Promise<void> {
  await Promise.race([
    client.end().catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, 200).unref()),
  ]);
}
