import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ProcessRef } from './processes.ts';

export const NODE_NAMES = ['primary', 'replica-1', 'replica-2'] as const;
export const REDIS_NAMES = ['queue', 'cache'] as const;
export type NodeName = (typeof NODE_NAMES)[number];
export type RedisName = (typeof REDIS_NAMES)[number];
export type DaemonName = RedisName | 'mail';
export type PortName = NodeName | DaemonName | 'mail-http';

/** What `state.json` in the folder of a stack remembers. Every process that works on the stack reads it afresh. */
export interface StackState {
  up: boolean;
  password: string;
  /** Who a throw-away stack belongs to: when it is dead, the stack may be swept. */
  owner?: ProcessRef;
  /** The name "primary" is only where the role starts; a promotion moves it. */
  primary: NodeName;
  /** PostgreSQL's data and programs: elsewhere when the user that runs it cannot reach this folder. */
  home?: string;
  bin?: string;
  settings: Record<string, string>;
  /** One database server, without standbys. */
  alone?: boolean;
  ports: Partial<Record<PortName, number>>;
  daemons: Partial<Record<DaemonName, ProcessRef & { container?: string }>>;
}

export interface StackFolder {
  dir: string;
  state: StackState;
  log: (line: string) => void;
  save: () => void;
}

export function openFolder(
  dir: string,
  log: (line: string) => void = () => undefined,
): StackFolder | undefined {
  const state = readState(dir);
  return state && folder(dir, state, log);
}

export function createFolder(dir: string, log: (line: string) => void): StackFolder {
  mkdirSync(dir, { recursive: true });
  const password = randomBytes(16).toString('hex');
  return folder(dir, { up: false, password, primary: 'primary', settings: {}, ports: {}, daemons: {} }, log);
}

export function portOf(state: StackState, name: PortName): number {
  const port = state.ports[name];
  if (port === undefined) throw new Error(`the stack has no port for ${name} yet: bring it up first`);
  return port;
}

export function logFile(dir: string, name: string): string {
  return join(dir, 'logs', `${name}.log`);
}

function folder(dir: string, state: StackState, log: (line: string) => void): StackFolder {
  return { dir, state, log, save: () => writeState(dir, state) };
}

function readState(dir: string): StackState | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8')) as StackState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeState(dir: string, state: StackState): void {
  const file = join(dir, 'state.json');
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
