import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

import { startStack, type Stack } from '../../local/stack.ts';

/** Under a folder with a space in its name, because users have such folders. */
export async function startTemporaryStack(): Promise<Stack> {
  const dir = join(mkdtempSync(join(tmpdir(), 'ground work ')), 'stack');
  return startStack({ dir, owner: process.pid });
}

export async function removeTemporaryStack(stack: Stack | undefined): Promise<void> {
  if (!stack) return;
  await stack.destroy();
  rmSync(dirname(stack.dir), { recursive: true, force: true });
}

export async function query(stack: Stack, node: string, sql: string): Promise<unknown[]> {
  const client = new Client({
    connectionString: urlOf(stack, node),
    connectionTimeoutMillis: 1_000,
    query_timeout: 2_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(sql);
    return rows.map((row) => row.value);
  } finally {
    await client.end();
  }
}

/** Milliseconds from the commit on the primary until the node shows the row. */
export async function measureArrival(
  stack: Stack,
  primary: string,
  node: string,
  note: string,
): Promise<number> {
  const reader = new Client({ connectionString: urlOf(stack, node) });
  await reader.connect();
  try {
    await query(stack, primary, `INSERT INTO notes VALUES ('${note}')`);
    const committed = performance.now();
    for (;;) {
      // The table may be on its way as well.
      const shown = await reader.query('SELECT FROM notes WHERE value = $1', [note]).catch(isNotThere);
      if (shown.rowCount) return performance.now() - committed;
      if (performance.now() - committed > 10_000) throw new Error(`${note} did not arrive on ${node}`);
      await sleep(1);
    }
  } finally {
    await reader.end();
  }
}

function isNotThere(error: Error & { code?: string }): { rowCount: number } {
  if (error.code === '42P01') return { rowCount: 0 };
  throw error;
}

function urlOf(stack: Stack, name: string): string {
  const node = stack.nodes.find((candidate) => candidate.name === name);
  if (!node) throw new Error(`no node ${name}`);
  return node.url;
}
