import { Option, type Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { benchCommand } from '../bench-command.ts';
import { withBenchStack } from '../bench-stack.ts';
import { describeMachine, machineFacts, type MachineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { type CacheOptions, type CacheParts, measureParts, PART_NAMES } from './parts.ts';
import { CACHE_ROUTE_NAMES } from './routes.ts';
import { partsText } from './tables.ts';

export function addCacheBench(program: Command): void {
  const description = 'hits and misses beside a bare Redis server, stampedes, TTL strategies, replicas';
  benchCommand(program, 'cache', description, { rounds: 5, seconds: 3 })
    .option('--warm-up <n>', 'seconds of load before the first round', positiveInteger, 2)
    .option('--connections <n>', 'connections that each wait for their answer', positiveInteger, 32)
    .option('--burst <n>', 'requests at once on a cold key', positiveInteger, 1000)
    .option('--strategy-ms <n>', 'length of the run of each TTL strategy: four lives', positiveInteger, 8000)
    .addOption(new Option('--part <name...>', 'these parts only').choices(PART_NAMES))
    .addOption(new Option('--route <name>', 'hits on one route only').choices(CACHE_ROUTE_NAMES))
    .option('--profile <folder>', 'where servers of hits leave CPU profiles of their whole lives')
    .action(benchCache);
}

async function benchCache(options: CacheOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const postgres = { settings: { shared_preload_libraries: 'pg_stat_statements' } };
  const result = await withBenchStack({ signal, postgres }, async (bench) => {
    const env = { ...bench.env, CACHE_ENABLED: 'true', ...poolSizes(options), ...bench.stack.env };
    const machine = await machineFacts(env);
    console.log(describe(machine, options));
    const parts = await measureParts({ ...bench, env }, options, signal);
    return { machine, options, ...parts };
  });
  console.log(partsText(result));
  if (failuresOf(result) > 0) process.exitCode = 1;
  // A part, or a run with failures, says nothing that is worth keeping among the results.
  else if (options.results || (!options.part && !options.route))
    console.log(`written to ${writeResult('cache', result, options.results)}`);
}

function failuresOf({ hits = [], stampedes, together }: CacheParts): number {
  const compared = hits.flatMap(({ contenders }) => Object.values(contenders));
  const all = [...compared, ...Object.values(stampedes ?? {}), ...Object.values(together ?? {})];
  return all.reduce((total, { failures }) => total + failures, 0);
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
