import { chownSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { NODE_NAMES, portOf, type NodeName, type StackFolder, type StackState } from '../state.ts';
import { ROLE } from './connection.ts';
import type { OsUser } from './os-user.ts';

const CONFIG_FILE = 'groundwork.conf';

/** Small memory, real durability: fsync and synchronous_commit keep their defaults (on). */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  // A socket's path must stay below 108 bytes, which a deep clone breaks; and nobody needs one.
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '512MB',
  random_page_cost: '1.1',
  jit: 'off',
  wal_level: 'replica',
  max_wal_size: '2GB',
  wal_keep_size: '256MB',
  max_wal_senders: '10',
  max_replication_slots: '10',
  // A replica that stays away must not fill the disk: past this it is copied anew.
  max_slot_wal_keep_size: '4GB',
  hot_standby_feedback: 'on',
  wal_retrieve_retry_interval: '200ms',
  wal_receiver_timeout: '5s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %a ',
};

export function dataDir(state: StackState, node: NodeName): string {
  return join(state.home ?? '', node);
}

/** Where a data folder is made; it gets its name when it is whole. */
export function halfMade(state: StackState, node: NodeName): string {
  return `${dataDir(state, node)}.new`;
}

export function hasData(state: StackState, node: NodeName): boolean {
  return existsSync(join(dataDir(state, node), 'PG_VERSION'));
}

/** What the node would be if it started now: its data decides, not our memory. */
export function isStandby(state: StackState, node: NodeName): boolean {
  return existsSync(join(dataDir(state, node), 'standby.signal'));
}

/** A promotion writes a history file for the timeline that it begins. */
export function timelineOf(state: StackState, node: NodeName): number {
  const histories = readdirSync(join(dataDir(state, node), 'pg_wal'))
    .filter((file) => file.endsWith('.history'))
    .map((file) => Number.parseInt(file, 16));
  return Math.max(1, ...histories);
}

export function slotName(node: NodeName): string {
  return node.replace('-', '_');
}

export function writeConfig({ state }: StackFolder, node: NodeName, user: OsUser | undefined): void {
  const settings: Record<string, string> = {
    ...SETTINGS,
    ...state.settings,
    port: String(portOf(state, node)),
    cluster_name: node,
    primary_slot_name: slotName(node),
    primary_conninfo: conninfo(state, node),
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  writeFile(join(dataDir(state, node), CONFIG_FILE), lines.join(''), user);
}

/** Makes a data folder read our file, which is written at every start because ports may have moved. */
export function includeConfig(folder: string, user: OsUser | undefined): void {
  const file = join(folder, 'postgresql.conf');
  writeFile(file, `${readFileSync(file, 'utf8')}\ninclude_if_exists = '${CONFIG_FILE}'\n`, user);
}

export function writeFile(file: string, content: string, user: OsUser | undefined): void {
  writeFileSync(file, content, { mode: 0o600 });
  if (user) chownSync(file, user.uid, user.gid);
}

/** Every other node is named: the receiver takes the one that accepts writes, so it follows a promotion by itself. */
function conninfo(state: StackState, node: NodeName): string {
  const ports = NODE_NAMES.filter((other) => other !== node).map((other) => portOf(state, other));
  return [
    `host=${ports.map(() => '127.0.0.1').join(',')}`,
    `port=${ports.join(',')}`,
    `user=${ROLE}`,
    `password=${state.password}`,
    `application_name=${node}`,
    'connect_timeout=2',
    'target_session_attrs=read-write',
  ].join(' ');
}
