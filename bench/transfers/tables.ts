import { textTable } from '../text-table.ts';
import type { Turn } from './turn.ts';

/** What each way of making transfers reached between so many accounts. */
export interface Contest {
  accounts: number;
  contestants: (Turn & {
    name: string;
    /** Transfers/s over those of the first: the median of what each round says. */
    ratio: number;
  })[];
  target: number;
}

const HEADER = [
  'accounts',
  'through',
  'transfers/s',
  'p50 ms',
  'p99 ms',
  'node CPU µs',
  'PostgreSQL CPU µs',
  'failed',
  'ratio',
  'target',
  '',
];

export function contestTable(contests: Contest[]): string {
  const rows = contests.flatMap(({ accounts, contestants, target }) =>
    contestants.map(({ name, perSecond, p50Ms, p99Ms, nodeCpuUs, postgresCpuUs, failures, ratio }, place) => [
      place === 0 ? String(accounts) : '',
      name,
      perSecond.toFixed(0),
      p50Ms.toFixed(1),
      p99Ms.toFixed(1),
      nodeCpuUs > 0 ? nodeCpuUs.toFixed(0) : '',
      postgresCpuUs.toFixed(0),
      String(failures),
      ratio.toFixed(2),
      ...(name === 'service' ? [`≥ ${target}`, ratio >= target ? 'PASS' : 'MISS'] : ['', '']),
    ]),
  );
  return textTable([HEADER, ...rows]);
}
