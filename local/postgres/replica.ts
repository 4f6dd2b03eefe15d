import type { Client } from 'pg';

import { waitFor } from '../processes.ts';
import type { NodeName, StackFolder, StackState } from '../state.ts';
import { queryRow, withClient } from './connection.ts';

/** Replays every commit that much later than it happened on the primary; 0 ends that. */
export async function delayReplay({ state }: StackFolder, node: NodeName, ms: number): Promise<void> {
  if (!Number.isInteger(ms) || ms < 0)
    throw new Error(`a delay is a whole number of milliseconds, not ${ms}`);
  await onReplica(state, node, async (client) => {
    await client.query(`ALTER SYSTEM SET recovery_min_apply_delay = '${ms}ms'`);
    await client.query('SELECT pg_reload_conf()');
    const sql = "SELECT setting FROM pg_settings WHERE name = 'recovery_min_apply_delay'";
    const done = await waitFor(async () => (await queryRow(client, sql)).setting === String(ms), 5_000);
    if (!done) throw new Error(`${node} did not take the delay of ${ms} ms`);
  });
}

export async function pauseReplay({ state }: StackFolder, node: NodeName): Promise<void> {
  await onReplica(state, node, async (client) => {
    await client.query('SELECT pg_wal_replay_pause()');
    const sql = 'SELECT pg_get_wal_replay_pause_state() AS state';
    // The request alone stops nothing: what arrives before it is confirmed is still replayed.
    await waitFor(async () => (await queryRow(client, sql)).state === 'paused', 2_000);
  });
}

export async function resumeReplay({ state }: StackFolder, node: NodeName): Promise<void> {
  await onReplica(state, node, (client) => client.query('SELECT pg_wal_replay_resume()'));
}

export async function isInRecovery(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
  return rows[0]?.standby ?? false;
}

async function onReplica<T>(
  state: StackState,
  node: NodeName,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  return withClient(state, node, async (client) => {
    if (!(await isInRecovery(client))) throw new Error(`${node} is the primary now, not a replica`);
    return work(client);
  });
}
