import { textTable } from '../text-table.ts';
import type { Turn } from './turn.ts';

/** What each way of making transfers reached between so many accounts. */
export interface Contest {
  accounts: number;
  contestants: (Turn & {
    name: string;
    /** Transfers/s over those of the first, and transfers a second of CPU: medians of what each round says. */
    ratio: number;
    cpuRatio: number;
  })[];
  target: number;
}

const HEADER = [
  'accounts',
  'through',
  'transfers/s',
  'p50 ms',
  'p99 ms',
  'sender CPU µs',
  'PostgreSQL CPU µs',
  'failed',
  'CPU ratio',
  'ratio',
  'target',
  '',
];

export function contestTable(contests: Contest[]): string {
  const rows = contests.flatMap(({ accounts, contestants, target }) =>
    contestants.map(
      ({ name, perSecond, p50Ms, p99Ms, senderCpuUs, postgresCpuUs, failures, ...ratios }, place) => [
        place === 0 ? String(accounts) : '',
        name,
        perSecond.toFixed(0),
        p50Ms.toFixed(1),
        p99Ms.toFixed(1),
        known(senderCpuUs, 0),
        postgresCpuUs.toFixed(0),
        String(failures),
        known(ratios.cpuRatio, 2),
        ratios.ratio.toFixed(2),
        ...(name === 'service' ? [`≥ ${target}`, ratios.ratio >= target ? 'PASS' : 'MISS'] : ['', '']),
      ],
    ),
  );
  return textTable([HEADER, ...rows]);
}

function known(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '';
}
