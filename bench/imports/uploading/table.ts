import { milliseconds } from '../../milliseconds.ts';
import { median } from '../../statistics.ts';
import { textTable } from '../../text-table.ts';
import type { Latencies } from './steady-requests.ts';

export interface UploadTurn {
  seconds: number;
  beforeMb: number;
  /** The most (RSS) that the API ever had. */
  peakMb: number;
  /** Of another request before, and during the upload. */
  quiet: Latencies;
  busy: Latencies;
}

const MOST_MB = 250;
const MOST_RATIO = 3;

export function uploadTable(turns: readonly UploadTurn[]): string {
  const ratio = median(turns.map(({ quiet, busy }) => busy.p99Ms / quiet.p99Ms));
  const peak = Math.max(...turns.map(({ peakMb }) => peakMb));
  const middle = (value: (turn: UploadTurn) => number) => median(turns.map(value));
  const times = (of: 'quiet' | 'busy') =>
    [middle((turn) => turn[of].p50Ms), middle((turn) => turn[of].p99Ms)].map(milliseconds);
  const verdict = (passes: boolean) => (passes ? 'PASS' : 'MISS');
  return textTable([
    ['', 'seconds', 'RSS MB', 'p50 ms', 'p99 ms', 'p99 ratio', 'target', ''],
    ['before', '', middle(({ beforeMb }) => beforeMb).toFixed(0), ...times('quiet'), '', '', ''],
    [
      'during the upload',
      middle(({ seconds }) => seconds).toFixed(1),
      peak.toFixed(0),
      ...times('busy'),
      ratio.toFixed(2),
      `< ${MOST_MB} MB, < ${MOST_RATIO} ×`,
      `${verdict(peak < MOST_MB)}, ${verdict(ratio < MOST_RATIO)}`,
    ],
  ]);
}
