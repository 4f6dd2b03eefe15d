import { textTable } from '../../text-table.ts';
import type { Stampede } from './stampede.ts';

const NAMES = { groundwork: 'groundwork', wrap: 'cache-manager wrap' };
const HEADER = [
  'on one cold key, 0.5 s to load',
  'requests at once',
  'processes',
  'loads',
  'p50 ms',
  'p99 ms',
  'failed',
  'target',
  '',
];

export function stampedeTable(stampedes: Record<keyof typeof NAMES, Stampede>): string {
  const rows = (['groundwork', 'wrap'] as const).map((program) => {
    const { requests, processes, loads, p50Ms, p99Ms, failures } = stampedes[program];
    const times = [p50Ms, p99Ms].map((ms) => ms.toFixed(0));
    const most = Math.max(...loads);
    const target = program === 'groundwork' ? ['1', most === 1 ? 'PASS' : 'MISS'] : ['', ''];
    const counts = [requests, processes].map(String);
    return [NAMES[program], ...counts, loads.join(' '), ...times, String(failures), ...target];
  });
  return textTable([HEADER, ...rows]);
}
