import { nodeUrl, queryRow, withClient } from './postgres/connection.ts';
import { isSuspended } from './processes.ts';
import { servicePid, type ServiceName } from './services.ts';
import { NODE_NAMES, portOf, REDIS_NAMES, type NodeName, type RedisName, type StackFolder } from './state.ts';

export interface ServiceStatus<Name extends string = string> {
  name: Name;
  port: number;
  pid?: number;
  running: boolean;
  suspended: boolean;
}

export interface NodeStatus extends ServiceStatus<NodeName> {
  url: string;
  /** As the server says; absent when it does not answer. */
  role?: 'primary' | 'replica';
  /** Bytes of log behind the primary's flushed position; absent when either server does not answer. */
  receiveLag?: number;
  replayLag?: number;
  /** Milliseconds by which replay is held back on purpose. */
  delayMs?: number;
  paused?: boolean;
}

export interface StackStatus {
  up: boolean;
  nodes: NodeStatus[];
  redis: ServiceStatus<RedisName>[];
  mail: ServiceStatus<'mail'> & { httpPort: number };
}

interface Answer {
  role: 'primary' | 'replica';
  flushed?: string;
  received?: string;
  replayed?: string;
  delayMs: number;
  paused: boolean;
}

export async function readStatus(folder: StackFolder): Promise<StackStatus> {
  const answers = await Promise.all(NODE_NAMES.map((node) => ask(folder, node)));
  const flushed = answers.find((answer) => answer?.role === 'primary')?.flushed;
  return {
    up: folder.state.up,
    nodes: NODE_NAMES.map((node, index) => nodeStatus(folder, node, answers[index], flushed)),
    redis: REDIS_NAMES.map((name) => serviceStatus(folder, name)),
    mail: { ...serviceStatus(folder, 'mail'), httpPort: portOf(folder.state, 'mail-http') },
  };
}

function serviceStatus<Name extends ServiceName>(folder: StackFolder, name: Name): ServiceStatus<Name> {
  const pid = servicePid(folder, name);
  const suspended = pid !== undefined && isSuspended(pid);
  return { name, port: portOf(folder.state, name), pid, running: pid !== undefined, suspended };
}

function nodeStatus(folder: StackFolder, node: NodeName, answer?: Answer, flushed?: string): NodeStatus {
  const { role, received, replayed, delayMs, paused } = answer ?? {};
  const lag = (position?: string): number | undefined =>
    role === 'replica' && flushed && position
      ? Math.max(0, Number(BigInt(flushed) - BigInt(position)))
      : undefined;
  return {
    ...serviceStatus(folder, node),
    url: nodeUrl(folder.state, node),
    role,
    receiveLag: lag(received),
    replayLag: lag(replayed),
    delayMs,
    paused,
  };
}

async function ask(folder: StackFolder, node: NodeName): Promise<Answer | undefined> {
  const pid = servicePid(folder, node);
  if (pid === undefined || isSuspended(pid)) return undefined;
  try {
    return await withClient(folder.state, node, readAnswer, { timeoutMs: 1_500 });
  } catch {
    return undefined;
  }
}

/** Positions as bytes since the beginning of the log. The primary's own stands for what replicas could have. */
async function readAnswer(client: Parameters<typeof queryRow>[0]): Promise<Answer> {
  const bytes = (lsn: string): string => `pg_wal_lsn_diff(${lsn}, '0/0')::text`;
  const standby = await queryRow(client, 'SELECT pg_is_in_recovery()::text AS value');
  if (standby.value === 'false') {
    const { flushed } = await queryRow(client, `SELECT ${bytes('pg_current_wal_flush_lsn()')} AS flushed`);
    return { role: 'primary', flushed, delayMs: 0, paused: false };
  }
  const row = await queryRow(
    client,
    `SELECT ${bytes('greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())')} AS received,
            ${bytes('pg_last_wal_replay_lsn()')} AS replayed,
            (SELECT setting FROM pg_settings WHERE name = 'recovery_min_apply_delay') AS delay,
            pg_is_wal_replay_paused()::text AS paused`,
  );
  const { received, replayed } = row;
  return { role: 'replica', received, replayed, delayMs: Number(row.delay), paused: row.paused === 'true' };
}
