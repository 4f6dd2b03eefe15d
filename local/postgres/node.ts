import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { findProcess } from '../process-table.ts';
import { killTree, spawnDetached, stopTree, waitFor } from '../processes.ts';
import { logFile, type NodeName, type StackFolder, type StackState } from '../state.ts';
import { dataDir, writeConfig } from './config.ts';
import { postgresUser } from './os-user.ts';

/** The pid of the running server of that node, from its own postmaster.pid. */
export function postmaster(state: StackState, node: NodeName): number | undefined {
  return readPidFile(dataDir(state, node))?.pid;
}

/** Starts the node as what its data says it is, and waits until it accepts connections. */
export async function startNode(folder: StackFolder, node: NodeName): Promise<void> {
  const { state } = folder;
  if (await settles(state, node)) return;
  await killNode(state, node);
  const nodeLog = logFile(folder.dir, node);
  const data = dataDir(state, node);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const pid = await launch(folder, node, nodeLog);
    const ready = (): boolean => readPidFile(data)?.status === 'ready';
    await waitFor(() => ready() || findProcess(pid) === undefined, 60_000);
    if (ready()) return;
    // Children of a killed server end a moment after it, and until then its memory is in use.
    if (!lastError(nodeLog).includes('shared memory block')) break;
    await sleep(200);
  }
  throw new Error(`PostgreSQL ${node} did not start: ${lastError(nodeLog)} (see ${nodeLog})`);
}

export async function stopNode(state: StackState, node: NodeName): Promise<void> {
  const pid = postmaster(state, node);
  // SIGINT is PostgreSQL's fast shutdown: it ends sessions, writes a checkpoint, and tells its standbys everything.
  if (pid) await stopTree(pid, 'SIGINT', 30_000);
}

export async function killNode(state: StackState, node: NodeName): Promise<void> {
  const pid = postmaster(state, node);
  if (pid) await killTree(pid);
}

/** Whether a running server is ready, or gets there; false when there is none, or it ends or hangs. */
async function settles(state: StackState, node: NodeName): Promise<boolean> {
  const info = (): PidFile | undefined => readPidFile(dataDir(state, node));
  if (info()) await waitFor(() => info()?.status !== 'starting' && info()?.status !== 'stopping', 30_000);
  return info()?.status === 'ready';
}

async function launch(folder: StackFolder, node: NodeName, nodeLog: string): Promise<number> {
  const data = dataDir(folder.state, node);
  const user = postgresUser(folder.log);
  writeConfig(folder, node, user);
  // Left by a killed server. PostgreSQL would refuse to start when its pid is a zombie or somebody else's by now.
  rmSync(join(data, 'postmaster.pid'), { force: true });
  const file = join(folder.state.bin ?? '', 'postgres');
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const { pid } = await spawnDetached({ file, args: ['-D', data], logFile: nodeLog, cwd: '/', env, ...user });
  return pid;
}

interface PidFile {
  pid: number;
  status: string;
}

function readPidFile(data: string): PidFile | undefined {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  return findProcess(pid)?.command.includes(data) ? { pid, status: lines[7]?.trim() ?? '' } : undefined;
}

function lastError(file: string): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? '';
}
