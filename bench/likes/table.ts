import { textTable } from '../text-table.ts';
import type { Turn } from './turn.ts';
import { WAYS, type WayName } from './ways.ts';

export interface Measured extends Turn {
  way: WayName;
  posts: number;
  /** Changes/s over those of counting in the row: the median of what each round says. */
  ratio: number;
}

export function likesTable(ways: readonly Measured[]): string {
  return textTable([
    ['posts', 'counted in', 'changes/s', 'ratio', 'PostgreSQL CPU µs', 'rows besides', 'number read in ms'],
    ...ways.map(({ way, posts, perSecond, ratio, postgresCpuUs, rowsBesides, readMs }) => [
      String(posts),
      WAYS[way].name,
      perSecond.toFixed(0),
      ratio.toFixed(2),
      postgresCpuUs.toFixed(0),
      rowsBesides.toFixed(0),
      readMs.toFixed(2),
    ]),
  ]);
}
