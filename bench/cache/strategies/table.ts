import { textTable } from '../../text-table.ts';
import type { StrategyResult } from './run-strategy.ts';

const HEADER = [
  'strategy',
  'reads',
  'hits %',
  'loads',
  'most loads in 0.1 s',
  'stale %',
  'stale by, p99 ms',
  'read p99 ms',
];

export function strategyTable(results: readonly StrategyResult[]): string {
  const rows = results.map((result) => [
    result.name,
    String(result.reads),
    (100 * result.hitRatio).toFixed(1),
    String(result.loads),
    String(result.loadBurst),
    (100 * result.staleShare).toFixed(2),
    result.staleP99Ms.toFixed(1),
    result.readP99Ms.toFixed(1),
  ]);
  return textTable([HEADER, ...rows]);
}
