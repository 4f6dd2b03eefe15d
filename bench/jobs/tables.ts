import { milliseconds } from '../milliseconds.ts';
import { median, percentile } from '../statistics.ts';
import { textTable } from '../text-table.ts';
import type { WayTurn } from './enqueueing.ts';
import type { ProcessingTurn, WorkerName } from './processing.ts';

/** In the order of the rounds. */
export type Turns<T> = Record<WorkerName, T[]>;

/** Of the rates in processing, what is to be reached. */
const TARGET = 0.8;

export function enqueueTable(ways: Record<string, WayTurn[]>): string {
  const rows = Object.entries(ways).map(([way, turns]) => [
    way,
    median(turns.map(({ perSecond }) => perSecond)).toFixed(0),
    median(turns.map(({ usEach }) => usEach)).toFixed(0),
  ]);
  return textTable([['one after the other', 'jobs or rows/s', 'µs each'], ...rows]);
}

export function processingTable(turns: Turns<ProcessingTurn>): string {
  const row = (name: WorkerName) => [
    median(turns[name].map(({ perSecond }) => perSecond)).toFixed(0),
    median(turns[name].map(({ cpuUs }) => cpuUs)).toFixed(0),
  ];
  const ratio = processingRatio(turns);
  return textTable([
    ['worker', 'jobs/s', 'CPU µs/job', 'ratio', 'target', ''],
    ['bare BullMQ', ...row('bare'), '', '', ''],
    ['groundwork', ...row('groundwork'), ratio.toFixed(2), `≥ ${TARGET}`, ratio >= TARGET ? 'PASS' : 'MISS'],
  ]);
}

/** The median of what each round says. */
export function processingRatio({ bare, groundwork }: Turns<ProcessingTurn>): number {
  return median(groundwork.map(({ perSecond }, round) => perSecond / (bare[round]?.perSecond ?? Number.NaN)));
}

export function latencyTable(latencies: Turns<number[]>): string {
  const row = (name: WorkerName) => {
    const sorted = latencies[name].flat().toSorted((one, other) => one - other);
    return [50, 99].map((percent) => milliseconds(percentile(sorted, percent)));
  };
  return textTable([
    ['from', 'until', 'p50 ms', 'p99 ms'],
    ['the call of add', 'the handler of bare BullMQ begins', ...row('bare')],
    ['the end of the commit', 'the handler of groundwork begins', ...row('groundwork')],
  ]);
}
