import { textTable } from '../text-table.ts';
import type { AccessName } from './data-access.ts';
import type { RoutingCost } from './routing-cost.ts';
import type { TurnResult } from './turn.ts';

const TURN_HEADER = [
  'data access',
  'answers/s',
  'read p50 ms',
  'read p99 ms',
  'server CPU µs',
  'primary CPU µs',
  'taken off %',
  'on primary',
  'on replica 1',
  'on replica 2',
  'stale',
  'of',
  'failed',
];

/** CPU and statements are for one answer: one read, or one write with its read. */
export function turnTable(turns: Record<AccessName, TurnResult>): string {
  const rows = Object.entries(turns).map(([name, turn]) => [
    name,
    turn.perSecond.toFixed(0),
    turn.readP50Ms.toFixed(1),
    turn.readP99Ms.toFixed(1),
    turn.serverCpuUs.toFixed(0),
    turn.primaryCpuUs.toFixed(0),
    (100 * (1 - turn.primaryCpuUs / turns.primary.primaryCpuUs)).toFixed(0),
    ...[turn.onPrimary, turn.onReplica1, turn.onReplica2].map((statements) => statements.toFixed(2)),
    String(turn.stale),
    String(turn.answers),
    String(turn.failures),
  ]);
  return textTable([TURN_HEADER, ...rows]);
}

export function costTable({ cpu, latency }: RoutingCost): string {
  const { routedUs, plainUs, handOutUs, plainHandOutUs } = cpu;
  const { addedUs, roundTripUs, provenUs } = latency;
  return textTable([
    ['what', 'µs', 'target', ''],
    ['CPU of a read, nothing to wait for: TypeORM', plainUs.toFixed(1), '', ''],
    ['CPU of a read, nothing to wait for: routed', routedUs.toFixed(1), '', ''],
    row('CPU that the routing adds to it', cpu.addedUs, cpu.targetUs),
    ['CPU of handing out a connection: TypeORM', plainHandOutUs.toFixed(1), '', ''],
    ['CPU of handing out a connection: routed', handOutUs.toFixed(1), '', ''],
    ['a read that must see a position, known to be reached: adds', provenUs.toFixed(0), '', ''],
    row('a read that must see a position, to be asked for: adds', addedUs, roundTripUs),
  ]);
}

function row(what: string, us: number, targetUs: number): string[] {
  return [what, us.toFixed(1), `< ${targetUs.toFixed(0)}`, us < targetUs ? 'PASS' : 'MISS'];
}
