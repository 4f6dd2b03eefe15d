import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { compareCosts, type Kind, type RequestCost } from '../auth/request-cost.ts';
import { type BenchOptions, benchCommand } from '../bench-command.ts';
import { type BenchStack, withBenchStack } from '../bench-stack.ts';
import { startServer } from '../contenders.ts';
import { httpRoutes } from '../http-routes.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { textTable } from '../text-table.ts';
import { measureStatement, type StatementCost } from './statement-cost.ts';

const SHARES = ['0', '0.01', '1'];

interface QueryLogOptions extends BenchOptions {
  connections: number;
}

export function addQueryLogBench(program: Command): void {
  const description =
    'what the query log costs a request: nothing, a hundredth or all of the statements kept';
  benchCommand(program, 'query-log', description, { rounds: 6, seconds: 3 })
    .option('--connections <n>', 'connections that each wait for their answer', positiveInteger, 16)
    .action(benchQueryLog);
}

async function benchQueryLog(options: QueryLogOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal }, async (stack) => {
    const machine = await machineFacts(stack.env);
    console.log(describeMachine(machine));
    const requests = await compareCosts(await kinds(stack, signal), { ...options, signal });
    return { machine, options, requests, statement: await measureStatement(stack.env, SHARES) };
  });
  console.log(table(result.requests, result.statement));
  console.log(`to write a statement that is kept: ${result.statement.writeUs.toFixed(1)} µs`);
  if (result.requests.some(({ failures }) => failures > 0)) process.exitCode = 1;
  else console.log(`written to ${writeResult('query-log', result, options.results)}`);
}

/** One process for each share, all on the same database. */
async function kinds(stack: BenchStack, signal: AbortSignal): Promise<Kind[]> {
  const [route] = await httpRoutes(['GET /users/:id'], () => Promise.reject(new Error('nobody signs in')));
  if (!route) throw new Error('no route');
  const started: Kind[] = [];
  for (const share of SHARES) {
    const env = { ...stack.env, QUERY_LOG_SAMPLE: share };
    const contender = await startServer(`share-${share}`, ['dist/main/api.js'], { ...stack, env }, signal);
    started.push({ contender, route: { ...route, name: share } });
  }
  return started;
}

function table(requests: readonly RequestCost[], { noteUs }: StatementCost): string {
  return textTable([
    ['share kept', 'CPU µs a request', 'of none kept', 'p50 ms', 'p99 ms', 'CPU µs to note a statement'],
    ...requests.map(({ name, cpuUs, ratio, p50Ms, p99Ms }) => [
      name,
      cpuUs.toFixed(0),
      ratio.toFixed(3),
      p50Ms.toFixed(1),
      p99Ms.toFixed(1),
      (noteUs[name] ?? NaN).toFixed(2),
    ]),
  ]);
}
