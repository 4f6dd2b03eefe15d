import { rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { NODE_NAMES, type NodeName, type StackFolder } from '../state.ts';
import { dataDir, halfMade, slotName, writeFile } from './config.ts';
import { queryRow, withClient } from './connection.ts';
import { copyDataFolder } from './copy-folder.ts';
import { killNode, startNode } from './node.ts';
import { postgresUser } from './os-user.ts';

/** Makes the nodes standbys of the source: wiped, copied while it runs, started. */
export async function copyNodes(folder: StackFolder, source: NodeName, nodes: NodeName[]): Promise<void> {
  if (nodes.length === 0) return;
  for (const node of nodes) await wipe(folder, node);
  await withClient(folder.state, source, async (client) => {
    for (const node of nodes) await renewSlot(client, node);
    // Backup mode belongs to this session, which therefore stays open until the last file is copied.
    await client.query("SELECT pg_backup_start('local stack', true)");
    await Promise.all(nodes.map((node) => copyTo(folder, source, node)));
    const { labelfile } = await queryRow(client, 'SELECT labelfile FROM pg_backup_stop(false)');
    for (const node of nodes) await makeStandby(folder, node, labelfile ?? '');
  });
  await Promise.all(nodes.map((node) => startNode(folder, node)));
  await Promise.all(nodes.map((node) => createSlots(folder, node)));
}

/** Slots for the other nodes, on standbys too: whichever is promoted can serve the others at once. */
export async function createSlots({ state }: StackFolder, node: NodeName): Promise<void> {
  const names = NODE_NAMES.filter((other) => other !== node).map(slotName);
  const sql = `SELECT pg_create_physical_replication_slot(name) FROM unnest($1::text[]) AS name
               WHERE name NOT IN (SELECT slot_name FROM pg_replication_slots)`;
  await withClient(state, node, (client) => client.query(sql, [names]));
}

async function wipe({ state, log }: StackFolder, node: NodeName): Promise<void> {
  const data = dataDir(state, node);
  // First of all a standby: if we die before the folder is gone, an old primary must not come back as a second one.
  if (existsSync(data)) writeFile(join(data, 'standby.signal'), '', postgresUser(log));
  await killNode(state, node);
  await rm(data, { recursive: true, force: true });
  await rm(halfMade(state, node), { recursive: true, force: true });
}

/** A fresh slot that keeps the log from now on; the old one may hold too much, or have lost what it held. */
async function renewSlot(client: Client, node: NodeName): Promise<void> {
  const slot = [slotName(node)];
  const active =
    'SELECT active_pid FROM pg_replication_slots WHERE slot_name = $1 AND active_pid IS NOT NULL';
  while ((await client.query(active, slot)).rowCount) {
    await client.query(`SELECT pg_terminate_backend(active_pid) FROM (${active}) AS walsender`, slot);
    await sleep(20);
  }
  await client.query(
    'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1',
    slot,
  );
  await client.query('SELECT pg_create_physical_replication_slot($1, true)', slot);
}

async function copyTo({ state, log }: StackFolder, source: NodeName, node: NodeName): Promise<void> {
  await copyDataFolder(dataDir(state, source), halfMade(state, node), postgresUser(log));
}

async function makeStandby({ state, log }: StackFolder, node: NodeName, label: string): Promise<void> {
  const half = halfMade(state, node);
  const user = postgresUser(log);
  writeFile(join(half, 'standby.signal'), '', user);
  writeFile(join(half, 'backup_label'), label, user);
  await rename(half, dataDir(state, node));
}
