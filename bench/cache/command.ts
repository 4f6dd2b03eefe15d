import { Option, type Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type BenchOptions, benchCommand } from '../bench-command.ts';
import { withBenchStack } from '../bench-stack.ts';
import { describeMachine, machineFacts, type MachineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { NodeMeter } from '../replicas/node-work.ts';
import { writeResult } from '../result-file.ts';
import { type CacheComparison, compareOn } from './comparison.ts';
import { checkSameBytes, startCacheContenders } from './contenders.ts';
import { openRedisMeter } from './redis-meter.ts';
import { CACHE_ROUTE_NAMES, CACHE_ROUTES, type CacheRouteName } from './routes.ts';
import { comparisonTable } from './tables.ts';

interface CacheOptions extends BenchOptions {
  warmUp: number;
  connections: number;
  route?: CacheRouteName;
  profile?: string;
}

export function addCacheBench(program: Command): void {
  const description = 'hits near and in Redis, both kinds of misses, and a bare Fastify and Redis server';
  benchCommand(program, 'cache', description, { rounds: 5, seconds: 3 })
    .option('--warm-up <n>', 'seconds of load before the first round of a route', positiveInteger, 2)
    .option('--connections <n>', 'connections that each wait for their answer', positiveInteger, 32)
    .addOption(new Option('--route <name>', 'one route only').choices(CACHE_ROUTE_NAMES))
    .option('--profile <folder>', 'where each server leaves a CPU profile of its whole life')
    .action(benchCache);
}

async function benchCache(options: CacheOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const postgres = { settings: { shared_preload_libraries: 'pg_stat_statements' } };
  const result = await withBenchStack({ signal, postgres }, async (bench) => {
    const env = { ...bench.env, ...poolSizes(options), ...bench.stack.env };
    const machine = await machineFacts(env);
    console.log(describe(machine, options));
    const { profile } = options;
    const contenders = await startCacheContenders({ ...bench, env }, { signal, profile });
    const routes = (options.route ? [options.route] : CACHE_ROUTE_NAMES).map((name) => CACHE_ROUTES[name]);
    await checkSameBytes(contenders, routes, env.REDIS_CACHE_URL ?? '');
    const nodes = await NodeMeter.open(bench.stack);
    bench.undo.push(() => nodes.close());
    const redis = await openRedisMeter(env.REDIS_CACHE_URL ?? '');
    bench.undo.push(async () => redis.close());
    const comparisons: CacheComparison[] = [];
    for (const route of routes)
      comparisons.push(await compareOn(route, contenders, { ...options, nodes, redis, signal }));
    return { machine, options, routes: comparisons };
  });
  console.log(comparisonTable(result.routes));
  const turns = result.routes.flatMap(({ contenders }) => Object.values(contenders));
  if (turns.some(({ failures }) => failures > 0)) process.exitCode = 1;
  // A part, or a run with failures, says nothing that is worth keeping.
  else if (!options.route) console.log(`written to ${writeResult('cache', result, options.results)}`);
}

// Nobody waits for a connection: that would measure the size of the pools.
function poolSizes({ connections }: CacheOptions): NodeJS.ProcessEnv {
  return { DATABASE_POOL_MAX: String(connections), DATABASE_REPLICA_POOL_MAX: String(connections) };
}

function describe(machine: MachineFacts, { rounds, seconds, connections }: CacheOptions): string {
  return [
    describeMachine(machine),
    `${rounds} rounds of ${seconds} s for each server and route, ${connections} connections;`,
    'clients, servers, databases and Redis share the machine, so compare ratios and CPU, not requests/s',
  ].join('\n');
}
