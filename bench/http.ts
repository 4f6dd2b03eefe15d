import { Option, type Command } from 'commander';
import { listenForStop } from '../local/run/stop-request.ts';
import { type BenchOptions, benchCommand } from './bench-command.ts';
import { withBenchStack } from './bench-stack.ts';
import { accessTokens } from './access-tokens.ts';
import { checkSameAnswers, startContenders, type Contender } from './contenders.ts';
import { compareRounds, type Comparison } from './comparison.ts';
import { comparisonTable } from './comparison-table.ts';
import { type HttpRoute, httpRoutes, ROUTE_NAMES, type RouteName } from './http-routes.ts';
import { runLoad, type LoadResult } from './load.ts';
import { describeMachine, machineFacts, type MachineFacts } from './machine.ts';
import { positiveInteger } from './positive-integer.ts';
import { positiveNumber } from './positive-number.ts';
import { writeResult } from './result-file.ts';

interface HttpOptions extends BenchOptions {
  warmUp: number;
  connections: number;
  route?: RouteName;
}

export function addHttpBench(program: Command): void {
  const description = 'the API beside a bare Fastify and pg server with the same SQL, in alternating rounds';
  benchCommand(program, 'http', description, { rounds: 4, seconds: 5 })
    .option('--warm-up <n>', 'seconds of load before the first round of a route', positiveNumber, 5)
    .option('--connections <n>', 'connections that each wait for their answer', positiveInteger, 32)
    .addOption(new Option('--route <name>', 'one route only').choices(ROUTE_NAMES))
    .action(benchHttp);
}

async function benchHttp(options: HttpOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal }, async (stack) => {
    const names = options.route ? [options.route] : ROUTE_NAMES;
    const routes = await httpRoutes(names, await accessTokens(stack.env));
    const contenders = await startContenders(stack, signal);
    await checkSameAnswers(contenders, routes);
    const machine = await machineFacts(stack.env);
    console.log(describe(machine, options));
    const comparisons: Comparison[] = [];
    for (const route of routes) comparisons.push(await compareOn(route, contenders, options, signal));
    return { machine, options, routes: comparisons };
  });
  console.log(comparisonTable(result.routes));
  const failed = result.routes.some(({ ours, bare }) => ours.failures + bare.failures > 0);
  if (failed) process.exitCode = 1;
  // A part, or a run with failures, says nothing that is worth keeping.
  else if (!options.route) console.log(`written to ${writeResult('http', result, options.results)}`);
}

/** The turns change order from round to round, so that a machine which slows down harms both. */
async function compareOn(
  route: HttpRoute,
  { ours, bare }: { ours: Contender; bare: Contender },
  { rounds, seconds, warmUp, connections }: HttpOptions,
  signal: AbortSignal,
): Promise<Comparison> {
  const turn = (contender: Contender, duration: number) =>
    runLoad({ contender, route, connections, seconds: duration, signal });
  console.log(`${route.name} …`);
  await turn(ours, warmUp);
  await turn(bare, warmUp);
  const turns: { ours: LoadResult; bare: LoadResult }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % 2 === 0 ? await turn(ours, seconds) : undefined;
    const of = await turn(bare, seconds);
    turns.push({ ours: first ?? (await turn(ours, seconds)), bare: of });
  }
  return compareRounds(route.name, turns);
}

function describe(machine: MachineFacts, { rounds, seconds, connections }: HttpOptions): string {
  return [
    describeMachine(machine),
    `${rounds} rounds of ${seconds} s for each server and route, ${connections} connections;`,
    'client, servers and database share the machine, so compare ratios and CPU, not requests/s',
  ].join('\n');
}
