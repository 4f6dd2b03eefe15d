import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { withBenchStack } from '../bench-stack.ts';
import { withClient } from '../with-client.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { positiveNumber } from '../positive-number.ts';
import { writeResult } from '../result-file.ts';
import { ROWS_TABLE, takeWay, waysToEnqueue, type WayTurn } from './enqueueing.ts';
import {
  PROCESSING,
  type ProcessingName,
  type ProcessingTurn,
  processAll,
  startLatencies,
  type WorkerName,
} from './processing.ts';
import { emptyQueues, openSetting, type Setting } from './setting.ts';
import { enqueueTable, latencyTable, processingRatio, processingTable } from './tables.ts';

interface JobsOptions {
  rounds: number;
  seconds: number;
  jobs: number;
  starts: number;
  concurrency: number;
  results?: string;
}

export function addJobsBench(program: Command): void {
  program
    .command('jobs')
    .description('enqueueing, processing and latency of jobs, beside bare BullMQ')
    .option('--rounds <n>', 'rounds; all that is compared has its turn in each', positiveInteger, 5)
    .option('--seconds <n>', 'how long jobs are enqueued in one way', positiveNumber, 1)
    .option('--jobs <n>', 'jobs that a worker does in a turn', positiveInteger, 20_000)
    .option('--starts <n>', 'jobs whose start is waited for in a turn', positiveInteger, 200)
    .option('--concurrency <n>', 'jobs that a worker does at a time', positiveInteger, 50)
    .option('--results <folder>', 'where jobs.json is written (default: bench/results)')
    .action(benchJobs);
}

async function benchJobs(options: JobsOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal, fill: makeTable }, async (bench) => {
    const machine = await machineFacts(bench.env);
    console.log(describeMachine(machine));
    const setting = await openSetting(bench, options.concurrency);
    const taken = await takeTurns(setting, options, signal);
    return { machine, options, ratio: processingRatio(taken.processing, 'bare'), ...taken };
  });
  console.log(`\nenqueueing\n${enqueueTable(result.enqueueing)}`);
  console.log(`\njobs that do nothing\n${processingTable(result.processing)}`);
  console.log(`\none job at a time\n${latencyTable(result.latencies)}`);
  console.log(`\nwritten to ${writeResult('jobs', result, options.results)}`);
}

const makeTable = (url: string) => withClient(url, async (client) => void (await client.query(ROWS_TABLE)));

interface Taken {
  enqueueing: Record<string, WayTurn[]>;
  processing: Record<ProcessingName, ProcessingTurn[]>;
  latencies: Record<WorkerName, number[][]>;
}

/** The first round warms up and does not count; each other one begins with another. */
async function takeTurns(setting: Setting, options: JobsOptions, signal: AbortSignal): Promise<Taken> {
  const ways = waysToEnqueue(setting);
  const taken: Taken = {
    enqueueing: Object.fromEntries(ways.map(({ name }) => [name, []])),
    processing: { plain: [], bare: [], groundwork: [] },
    latencies: { bare: [], groundwork: [] },
  };
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const way of turned(round, ways)) {
      signal.throwIfAborted();
      const turn = await takeWay(way, options.seconds);
      if (round > 0) taken.enqueueing[way.name]?.push(turn);
      await emptyQueues(setting);
    }
    for (const name of turned(round, Object.keys(PROCESSING) as ProcessingName[])) {
      signal.throwIfAborted();
      const turn = await processAll(setting, name, options.jobs);
      if (round > 0) taken.processing[name].push(turn);
    }
    for (const name of turned<WorkerName>(round, ['bare', 'groundwork'])) {
      signal.throwIfAborted();
      const starts = await startLatencies(setting, name, options.starts);
      if (round > 0) taken.latencies[name].push(starts);
    }
  }
  return taken;
}

function turned<T>(round: number, names: readonly T[]): readonly T[] {
  return round % 2 === 0 ? names : names.toReversed();
}
