import { type Command, Option } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { startServer } from '../contenders.ts';
import { type DataBenchOptions, dataBenchCommand } from '../data-set/data-bench-command.ts';
import { type DataStack, withDataSet } from '../data-set/data-stack.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { PATIENCE } from '../plans/watched-api.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { medians } from '../statistics.ts';
import { burst, type BurstResult, type RouteBursts } from './burst.ts';
import { inBothStates } from './states.ts';
import { parallelRoutes, ROUTE_NAMES } from './routes.ts';
import { burstTable } from './table.ts';

interface ParallelOptions extends DataBenchOptions {
  requests: number;
  route?: string;
}

export function addParallelBench(program: Command): void {
  const description = 'a thousand requests at the same time, without and with the secondary indexes';
  dataBenchCommand(program, 'parallel', description, { rows: 100_000, rounds: 3 })
    .option('--requests <n>', 'requests that are sent at the same time', positiveInteger, 1000)
    .addOption(new Option('--route <name>', 'one route only').choices(ROUTE_NAMES))
    .action(benchParallel);
}

async function benchParallel(options: ParallelOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withDataSet({ ...options, signal }, async (data) => {
    const machine = await machineFacts(data.env);
    console.log(describeMachine(machine));
    return { machine, options, routes: await measureRoutes(data, options, signal) };
  });
  console.log(`\n${burstTable(result.routes)}`);
  if (result.routes.some((route) => route.with.failures + route.without.failures > 0)) process.exitCode = 1;
  else console.log(`\nwritten to ${writeResult('parallel', result, options.results)}`);
}

async function measureRoutes(
  data: DataStack,
  { requests, rounds, route: only }: ParallelOptions,
  signal: AbortSignal,
): Promise<RouteBursts[]> {
  // All are to be answered, however long it takes.
  const patient = { ...data, env: { ...data.env, ...PATIENCE } };
  const api = await startServer('api', ['dist/main/api.js'], patient, signal);
  const routes = parallelRoutes(data.users, requests).filter(({ name }) => !only || name === only);
  const takeAll = async (): Promise<BurstResult[]> => {
    const results: BurstResult[] = [];
    for (const route of routes) results.push(await burst(api.url, route.requests, signal));
    return results;
  };
  // Connections are opened, statements prepared.
  await takeAll();
  const turns = await inBothStates(data, rounds, takeAll);
  return routes.map(({ name }, which) => ({
    route: name,
    without: typical(turns.map((turn) => turn.without[which])),
    with: typical(turns.map((turn) => turn.with[which])),
  }));
}

function typical(results: (BurstResult | undefined)[]): BurstResult {
  return medians(results.filter((result) => result !== undefined));
}
