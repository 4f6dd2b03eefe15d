import { milliseconds } from '../milliseconds.ts';
import { textTable } from '../text-table.ts';
import type { IndexEffect } from './effect.ts';
import type { WriteCost } from './write-cost.ts';

export function effectTable(effects: IndexEffect[]): string {
  const rows = effects.map(({ path, index, megabytes, before, after }) => [
    path,
    index,
    megabytes.toFixed(0),
    before.how,
    milliseconds(before.ms),
    String(before.pages),
    after.how,
    milliseconds(after.ms),
    String(after.pages),
    (before.ms / after.ms).toFixed(before.ms > 10 * after.ms ? 0 : 1),
  ]);
  const without = ['without', 'ms', 'pages'];
  return textTable([['GET', 'index', 'MB', ...without, 'with', 'ms', 'pages', 'times faster'], ...rows]);
}

export function writeTable(costs: WriteCost[]): string {
  const rows = costs.map(({ table, indexes, perSecondWith, perSecondWithout }) => [
    table,
    String(indexes),
    perSecondWithout.toFixed(0),
    perSecondWith.toFixed(0),
    (perSecondWith / perSecondWithout).toFixed(2),
  ]);
  return textTable([['rows added to', 'indexes', 'rows/s without', 'rows/s with', 'ratio'], ...rows]);
}
