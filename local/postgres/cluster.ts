import { rm } from 'node:fs/promises';

import { waitFor } from '../processes.ts';
import { NODE_NAMES, type NodeName, type StackFolder, type StackState } from '../state.ts';
import { copyNodes, createSlots } from './base-backup.ts';
import { findBinaries } from './binaries.ts';
import { dataDir, hasData, isStandby, timelineOf, writeConfig } from './config.ts';
import { withClient } from './connection.ts';
import { findHome } from './home.ts';
import { createDatabase, initialise } from './initialise.ts';
import { killNode, postmaster, startNode, stopNode } from './node.ts';
import { postgresUser } from './os-user.ts';
import { killStrays } from './strays.ts';

/** Finds a place and programs; must precede everything else on the cluster. */
export async function preparePostgres(folder: StackFolder): Promise<void> {
  const user = postgresUser(folder.log);
  folder.state.bin = await findBinaries(user, folder.log);
  if (!folder.state.home) {
    folder.state.home = await findHome(folder.dir, user);
    await removeLeftovers(folder);
  }
  folder.save();
  await killStrays(folder.state);
}

/** Brings up one primary and, unless it is alone, two standbys that stream from it, whatever an earlier run left. */
export async function startPostgres(folder: StackFolder): Promise<void> {
  const { state, log } = folder;
  if (!NODE_NAMES.some((node) => hasData(state, node))) await initialise(folder, state.primary);
  const primary = choosePrimary(state);
  state.primary = primary;
  folder.save();
  refreshConfigs(folder);
  await startNode(folder, primary);
  await createDatabase(state, primary);
  if (state.alone) return;
  await createSlots(folder, primary);

  const others = NODE_NAMES.filter((node) => node !== primary);
  const usable = others.filter((node) => hasData(state, node) && isStandby(state, node));
  const missing = others.filter((node) => !usable.includes(node));
  for (const node of missing.filter((name) => hasData(state, name))) {
    log(`${node} was a primary before ${primary} was promoted: copying it anew`);
  }
  await Promise.all([copyNodes(folder, primary, missing), ...usable.map((node) => startNode(folder, node))]);
  await repairSilent(folder, primary, others);
}

/** Wipes the node and makes it a standby of the current primary: how an old primary returns. */
export async function rebuildNode(folder: StackFolder, node: NodeName): Promise<void> {
  const { state } = folder;
  const primary = choosePrimary(state);
  if (node === primary) throw new Error(`${node} is the primary: promote another node first`);
  if (!postmaster(state, primary)) throw new Error(`${primary} is the primary and is not running`);
  await copyNodes(folder, primary, [node]);
  if (!(await waitStreaming(state, primary, [node]))) throw new Error(`${node} did not begin to stream`);
}

export async function stopPostgres({ state }: StackFolder): Promise<void> {
  await killStrays(state);
  const primary = hasAnyData(state) ? choosePrimary(state) : state.primary;
  await Promise.all(NODE_NAMES.filter((node) => node !== primary).map((node) => stopNode(state, node)));
  await stopNode(state, primary);
}

/** Read from the data, because a promotion may have happened without us; ties go to the one remembered. */
function choosePrimary(state: StackState): NodeName {
  const candidates = NODE_NAMES.filter((node) => hasData(state, node) && !isStandby(state, node));
  const newest = Math.max(...candidates.map((node) => timelineOf(state, node)));
  const best = candidates.filter((node) => timelineOf(state, node) === newest);
  const chosen = best.find((node) => node === state.primary) ?? best[0];
  if (!chosen) throw new Error('no node of the stack can be the primary: promote one, or reset the stack');
  return chosen;
}

/** Nodes of the list that stream from the primary. */
async function streaming(state: StackState, primary: NodeName): Promise<Set<string>> {
  const sql = "SELECT application_name AS name FROM pg_stat_replication WHERE state = 'streaming'";
  const { rows } = await withClient(state, primary, (client) => client.query<{ name: string }>(sql));
  return new Set(rows.map((row) => row.name));
}

async function waitStreaming(state: StackState, primary: NodeName, nodes: NodeName[]): Promise<boolean> {
  return waitFor(async () => {
    const found = await streaming(state, primary);
    return nodes.every((node) => found.has(node));
  }, 30_000);
}

/** Data of a stack whose state file is gone: its password is lost with it, so nobody can use it again. */
async function removeLeftovers({ state, log }: StackFolder): Promise<void> {
  for (const node of NODE_NAMES.filter((name) => hasData(state, name))) {
    log(`removing data of ${node} left by a stack whose state.json is gone`);
    await killNode(state, node);
    await rm(dataDir(state, node), { recursive: true, force: true });
  }
}

function hasAnyData(state: StackState): boolean {
  return NODE_NAMES.some((node) => hasData(state, node));
}

/** Ports may have moved since the last run; running servers read their new peers on SIGHUP. */
function refreshConfigs(folder: StackFolder): void {
  for (const node of NODE_NAMES.filter((name) => hasData(folder.state, name))) {
    writeConfig(folder, node, postgresUser(folder.log));
    const pid = postmaster(folder.state, node);
    if (pid) process.kill(pid, 'SIGHUP');
  }
}

/** A standby that cannot follow (it has what this primary never had, or its log is gone) is copied anew. */
async function repairSilent(folder: StackFolder, primary: NodeName, others: NodeName[]): Promise<void> {
  const { state, log } = folder;
  if (await waitStreaming(state, primary, others)) return;
  const found = await streaming(state, primary);
  const silent = others.filter((node) => !found.has(node));
  log(`${silent.join(' and ')} cannot follow ${primary}: copying anew`);
  await copyNodes(folder, primary, silent);
  if (!(await waitStreaming(state, primary, silent))) {
    throw new Error(`${silent.join(' and ')} did not begin to stream from ${primary}`);
  }
}
