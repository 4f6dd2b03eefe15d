import { milliseconds } from '../milliseconds.ts';
import { textTable } from '../text-table.ts';
import type { BurstResult, RouteBursts } from './burst.ts';

export function burstTable(routes: RouteBursts[]): string {
  const header = ['route', 'indexes', 'answered', 'failed', 'p50 ms', 'p95 ms', 'p99 ms', 'all after s'];
  const rows = routes.flatMap((route) => [
    [route.route, 'none', ...cells(route.without)],
    ['', 'all', ...cells(route.with)],
  ]);
  return textTable([header, ...rows]);
}

function cells({ answers, failures, p50Ms, p95Ms, p99Ms, seconds }: BurstResult): string[] {
  const times = [p50Ms, p95Ms, p99Ms].map(milliseconds);
  return [String(answers), String(failures), ...times, seconds.toFixed(1)];
}
