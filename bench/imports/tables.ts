import { median } from '../statistics.ts';
import { textTable } from '../text-table.ts';
import type { Turn } from './turn.ts';
import { RAW, type Way } from './ways.ts';

/** One way and what it took, in the order of the rounds. */
export interface Taken {
  way: Way;
  turns: Turn[];
}

const HEADER = [
  '',
  'rows/s',
  's a million',
  'CPU Node s',
  'CPU PostgreSQL s',
  'peak MB',
  'ratio',
  'target',
  '',
];

export function waysTable(taken: readonly Taken[]): string {
  return textTable([HEADER, ...taken.map((each) => row(each, ratioOf(each, taken)))]);
}

function row({ way, turns }: Taken, ratio: number): string[] {
  const perMillion = (value: (turn: Turn) => number) => (1e6 * median(turns.map(value))) / way.rows;
  const seconds = perMillion(({ seconds }) => seconds);
  const verdict =
    way.target === undefined ? ['', ''] : [`≤ ${way.target}`, ratio <= way.target ? 'PASS' : 'MISS'];
  return [
    way.name,
    (1e6 / seconds).toFixed(0),
    seconds.toFixed(1),
    perMillion(({ nodeSeconds }) => nodeSeconds).toFixed(1),
    perMillion(({ postgresSeconds }) => postgresSeconds).toFixed(1),
    median(turns.map(({ peakMb }) => peakMb)).toFixed(0),
    ratio.toFixed(2),
    ...verdict,
  ];
}

/** Of the time a row to that of raw COPY: the median of what each round says. */
export function ratioOf({ way, turns }: Taken, all: readonly Taken[]): number {
  const raw = all.find((each) => each.way.name === RAW);
  const each = (turn: Turn | undefined, rows: number) => (turn?.seconds ?? NaN) / rows;
  return median(
    turns.map((turn, round) => each(turn, way.rows) / each(raw?.turns[round], raw?.way.rows ?? NaN)),
  );
}

export function sizesTable(sizes: { rows: number; taken: Taken[] }[]): string {
  const cells = sizes.map(({ rows, taken }) => {
    const [raw, ours] = taken;
    const us = ({ way, turns }: Taken) => (1e6 * median(turns.map(({ seconds }) => seconds))) / way.rows;
    if (!raw || !ours) return [];
    const peak = median(ours.turns.map(({ peakMb }) => peakMb));
    return [
      String(rows),
      us(raw).toFixed(1),
      us(ours).toFixed(1),
      ratioOf(ours, taken).toFixed(2),
      peak.toFixed(0),
    ];
  });
  return textTable([['rows', 'raw COPY µs/row', 'groundwork µs/row', 'ratio', 'peak MB'], ...cells]);
}
