import type { Comparison } from './comparison.ts';
import type { LoadResult } from './load.ts';
import { textTable } from './text-table.ts';

const HEADER = [
  'route',
  'server',
  'requests/s',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'CPU µs/request',
  'failed',
  'ratio',
];

export function comparisonTable(comparisons: Comparison[]): string {
  const rows = comparisons.flatMap(({ route, ratio, ours, bare }) => [
    [route, 'groundwork', ...cells(ours), ratio.toFixed(2)],
    ['', 'bare', ...cells(bare), ''],
  ]);
  return textTable([HEADER, ...rows]);
}

function cells(result: LoadResult): string[] {
  const { requestsPerSecond, p50Ms, p95Ms, p99Ms, cpuUs, failures } = result;
  const times = [p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(1));
  return [requestsPerSecond.toFixed(0), ...times, cpuUs.toFixed(0), String(failures)];
}
