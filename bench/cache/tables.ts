import { textTable } from '../text-table.ts';
import type { CacheComparison } from './comparison.ts';
import { CONTENDER_NAMES, type ContenderName } from './contenders.ts';
import type { CacheParts } from './parts.ts';
import { stampedeTable } from './stampede/table.ts';
import { strategyTable } from './strategies/table.ts';
import { togetherTable } from './together/table.ts';

const HEADER = [
  'route',
  'server',
  'X-Cache',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'CPU µs/request',
  'on primary/s',
  'on replica 1/s',
  'on replica 2/s',
  'Redis commands/request',
  'Redis CPU µs/request',
  'failed',
  'to bare',
  'target',
  '',
];

const TARGETS: Partial<Record<ContenderName, { text: string; met: (ratio: number) => boolean }>> = {
  'near cache': { text: '> 1.0', met: (ratio) => ratio > 1 },
  'Redis hit': { text: '≥ 0.7', met: (ratio) => ratio >= 0.7 },
};

export function partsText({ hits, stampedes, strategies, together }: CacheParts): string {
  const tables = [
    hits && comparisonTable(hits),
    stampedes && stampedeTable(stampedes),
    strategies && strategyTable(strategies),
    together && togetherTable(together),
  ];
  return tables
    .filter((table) => table !== undefined)
    .map((table) => `\n${table}`)
    .join('\n');
}

function comparisonTable(comparisons: readonly CacheComparison[]): string {
  const rows = comparisons.flatMap((comparison) =>
    CONTENDER_NAMES.map((name, index) => [index === 0 ? comparison.route : '', ...cells(comparison, name)]),
  );
  return textTable([HEADER, ...rows]);
}

function cells({ contenders }: CacheComparison, name: ContenderName): string[] {
  const turn = contenders[name];
  const target = TARGETS[name];
  return [
    name,
    turn.xCache,
    turn.requestsPerSecond.toFixed(0),
    ...[turn.p50Ms, turn.p99Ms].map((ms) => ms.toFixed(1)),
    turn.cpuUs.toFixed(0),
    ...[turn.onPrimary, turn.onReplica1, turn.onReplica2].map((statements) => statements.toFixed(0)),
    turn.redisCommands.toFixed(1),
    turn.redisCpuUs.toFixed(0),
    String(turn.failures),
    name === 'bare' ? '' : turn.ratio.toFixed(2),
    ...(target ? [target.text, target.met(turn.ratio) ? 'PASS' : 'MISS'] : ['', '']),
  ];
}
