import { milliseconds } from '../milliseconds.ts';
import { median, percentile } from '../statistics.ts';
import { textTable } from '../text-table.ts';
import type { WayTurn } from './enqueueing.ts';
import type { ProcessingName, ProcessingTurn, WorkerName } from './processing.ts';

/** In the order of the rounds. */
type Processing = Record<ProcessingName, ProcessingTurn[]>;

/** Of the rate of bare BullMQ doing the same jobs, what is to be reached. */
const TARGET = 0.8;

export function enqueueTable(ways: Record<string, WayTurn[]>): string {
  const rows = Object.entries(ways).map(([way, turns]) => [
    way,
    median(turns.map(({ perSecond }) => perSecond)).toFixed(0),
    median(turns.map(({ usEach }) => usEach)).toFixed(0),
  ]);
  return textTable([['one after the other', 'jobs or rows/s', 'µs each'], ...rows]);
}

export function processingTable(turns: Processing): string {
  const row = (name: ProcessingName) => [
    median(turns[name].map(({ perSecond }) => perSecond)).toFixed(0),
    median(turns[name].map(({ cpuUs }) => cpuUs)).toFixed(0),
  ];
  const [toBare, toPlain] = [processingRatio(turns, 'bare'), processingRatio(turns, 'plain')];
  return textTable([
    ['worker', 'jobs/s', 'CPU µs/job', 'groundwork to it', 'target', ''],
    ['groundwork', ...row('groundwork'), '', '', ''],
    [
      'bare BullMQ, the same jobs',
      ...row('bare'),
      toBare.toFixed(2),
      `≥ ${TARGET}`,
      toBare >= TARGET ? 'PASS' : 'MISS',
    ],
    ['bare BullMQ, jobs without priority', ...row('plain'), toPlain.toFixed(2), '', ''],
  ]);
}

/** The median of what each round says of the rate of groundwork by that of another. */
export function processingRatio(turns: Processing, other: ProcessingName): number {
  return median(
    turns.groundwork.map(
      ({ perSecond }, round) => perSecond / (turns[other][round]?.perSecond ?? Number.NaN),
    ),
  );
}

export function latencyTable(latencies: Record<WorkerName, number[][]>): string {
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
