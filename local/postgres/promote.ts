import { setTimeout as sleep } from 'node:timers/promises';

import { NODE_NAMES, type NodeName, type StackFolder, type StackState } from '../state.ts';
import { isSuspended } from '../processes.ts';
import { isStandby } from './config.ts';
import { queryRow, withClient } from './connection.ts';
import { postmaster } from './node.ts';
import { isInRecovery } from './replica.ts';

const RECEIVED = `SELECT pg_wal_lsn_diff(
  greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0')::text AS bytes`;

/** Makes a standby the primary. The other standby follows by itself, unless it knows more than the new primary. */
export async function promoteNode(folder: StackFolder, node: NodeName, force: boolean): Promise<void> {
  const { state } = folder;
  if (!postmaster(state, node)) throw new Error(`${node} is not running`);
  if (!isStandby(state, node)) throw new Error(`${node} is a primary already`);
  if (!force) {
    await refuseSecondPrimary(state, node);
    await refuseBehindOthers(state, node);
  }
  await withClient(state, node, (client) => client.query('SELECT pg_promote(true, 60)'));
  state.primary = node;
  folder.save();
}

async function refuseSecondPrimary(state: StackState, node: NodeName): Promise<void> {
  for (const other of NODE_NAMES.filter((name) => name !== node && isAwake(state, name))) {
    const standby = await withClient(state, other, isInRecovery, { timeoutMs: 2_000 }).catch(() => true);
    if (!standby)
      throw new Error(`${other} is the primary and takes writes: kill it before promoting ${node}`);
  }
}

/** A standby ahead of the new primary looks healthy and serves stale rows for ever, so the furthest must win. */
async function refuseBehindOthers(state: StackState, node: NodeName): Promise<void> {
  const positions = await settledPositions(state);
  const own = positions.get(node) ?? 0n;
  for (const [other, position] of positions) {
    if (position > own) {
      throw new Error(
        `${other} has received ${position - own} bytes more than ${node}: promote ${other} instead`,
      );
    }
  }
}

/** What a dead primary had sent may still be on its way through the sockets: waits until nothing moves. */
async function settledPositions(state: StackState): Promise<Map<NodeName, bigint>> {
  let before = await readPositions(state);
  for (let attempt = 0; attempt < 50; attempt += 1) {
    await sleep(20);
    const now = await readPositions(state);
    if ([...now].every(([node, position]) => before.get(node) === position)) return now;
    before = now;
  }
  return before;
}

async function readPositions(state: StackState): Promise<Map<NodeName, bigint>> {
  const standbys = NODE_NAMES.filter((node) => isAwake(state, node) && isStandby(state, node));
  const entries = standbys.map(async (node): Promise<[NodeName, bigint]> => {
    const row = await withClient(state, node, (client) => queryRow(client, RECEIVED), { timeoutMs: 2_000 });
    return [node, BigInt(row.bytes ?? '0')];
  });
  return new Map(await Promise.all(entries));
}

function isAwake(state: StackState, node: NodeName): boolean {
  const pid = postmaster(state, node);
  return pid !== undefined && !isSuspended(pid);
}
