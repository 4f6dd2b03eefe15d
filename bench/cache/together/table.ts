import { textTable } from '../../text-table.ts';
import type { CacheTurn } from '../turn.ts';
import { type Way, WAY_NAMES } from './together.ts';

const HEADER = [
  'reads from',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'CPU µs/request',
  'on primary/s',
  'on replica 1/s',
  'on replica 2/s',
  'on primary/request',
  'Redis commands/request',
  'failed',
];

export function togetherTable(turns: Record<Way, CacheTurn>): string {
  const rows = WAY_NAMES.map((way) => {
    const turn = turns[way];
    return [
      way,
      turn.requestsPerSecond.toFixed(0),
      ...[turn.p50Ms, turn.p99Ms].map((ms) => ms.toFixed(1)),
      turn.cpuUs.toFixed(0),
      ...[turn.onPrimary, turn.onReplica1, turn.onReplica2].map((statements) => statements.toFixed(0)),
      (turn.onPrimary / turn.requestsPerSecond).toFixed(2),
      turn.redisCommands.toFixed(1),
      String(turn.failures),
    ];
  });
  return textTable([HEADER, ...rows]);
}
