import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { descendants, findProcess } from './process-table.ts';

/** A pid alone may be somebody else's tomorrow; together with its start time it names one process. */
export interface ProcessRef {
  pid: number;
  started: string;
}

export interface Program {
  file: string;
  args: string[];
  logFile: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

/** Starts a program that outlives this process and writes to its log file. */
export async function spawnDetached({ file, args, logFile, ...options }: Program): Promise<ProcessRef> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', log, log] });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return processRef(child.pid ?? 0) ?? { pid: child.pid ?? 0, started: 'died at once' };
  } finally {
    closeSync(log);
  }
}

export function processRef(pid: number): ProcessRef | undefined {
  const entry = findProcess(pid);
  return entry && { pid, started: entry.started };
}

export function isAlive(ref: ProcessRef | undefined): ref is ProcessRef {
  return ref !== undefined && findProcess(ref.pid)?.started === ref.started;
}

export function isSuspended(pid: number): boolean {
  return findProcess(pid)?.state.startsWith('T') ?? false;
}

/** Stops root first, then whatever it had started by then, so that nothing new appears while we look. */
export function suspendTree(root: number): number[] {
  send(root, 'SIGSTOP');
  const children = descendants(root);
  for (const pid of children) send(pid, 'SIGSTOP');
  return children;
}

export function resumeTree(root: number): void {
  for (const pid of [...descendants(root), root]) send(pid, 'SIGCONT');
}

export async function killTree(root: number): Promise<void> {
  const all = [root, ...suspendTree(root)];
  for (const pid of all) send(pid, 'SIGKILL');
  for (const pid of all) await waitGone(pid, 10_000);
}

/** Asks politely, and kills what has not gone in time. */
export async function stopTree(root: number, signal: NodeJS.Signals, timeoutMs: number): Promise<void> {
  resumeTree(root);
  send(root, signal);
  if (!(await waitGone(root, timeoutMs))) await killTree(root);
}

/** Keeps a process that still runs and answers; ends one that runs and does not. */
export async function adopt(ref: ProcessRef | undefined, answers: () => Promise<boolean>): Promise<boolean> {
  if (!isAlive(ref)) return false;
  if (await waitFor(answers, 5_000)) return true;
  await killTree(ref.pid);
  return false;
}

export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) return false;
    await sleep(10);
  }
  return true;
}

async function waitGone(pid: number, timeoutMs: number): Promise<boolean> {
  return waitFor(() => findProcess(pid) === undefined, timeoutMs);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
