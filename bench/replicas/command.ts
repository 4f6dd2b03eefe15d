import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type BenchOptions, benchCommand } from '../bench-command.ts';
import { withBenchStack, type BenchStack } from '../bench-stack.ts';
import { startServer, type Contender } from '../contenders.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { ACCESS_NAMES, type AccessName } from './data-access.ts';
import { NodeMeter } from './node-work.ts';
import { costTable, turnTable } from './tables.ts';
import { measureRouting } from './routing-cost.ts';
import { pairTurn, readTurn, type Turn, type TurnResult, typicalTurn } from './turn.ts';

interface ReplicasOptions extends BenchOptions {
  connections: number;
  pairs: number;
}

type Contenders = Record<AccessName, Contender>;
type TakeTurn = (turn: Turn) => Promise<TurnResult>;

export function addReplicasBench(program: Command): void {
  const description =
    "the primary alone, TypeORM's replication and the product's routing, in alternating rounds";
  benchCommand(program, 'replicas', description, { rounds: 6, seconds: 2 })
    .option('--connections <n>', 'clients that each wait for their answer', positiveInteger, 16)
    .option('--pairs <n>', 'writes, each read back, in a turn of those', positiveInteger, 1000)
    .action(benchReplicas);
}

async function benchReplicas(options: ReplicasOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const postgres = { settings: { shared_preload_libraries: 'pg_stat_statements' } };
  const result = await withBenchStack({ signal, postgres }, async (bench) => {
    const env = { ...bench.env, ...poolSizes(options), ...bench.stack.env };
    const machine = await machineFacts(env);
    console.log(describe(machine, options));
    const contenders = await startContenders({ ...bench, env }, signal);
    const meter = await NodeMeter.open(bench.stack);
    bench.undo.push(() => meter.close());
    const turns = (take: TakeTurn) => alternate(take, contenders, { meter, options, signal });
    const reads = await turns(readTurn);
    const pairs = await turns(pairTurn);
    return { machine, options, reads, pairs, routing: await measureRouting(env, options.rounds, signal) };
  });
  console.log(`\nGET /users/:id\n${turnTable(result.reads)}`);
  console.log(`\nPATCH /users/:id, then GET /users/:id by the same client\n${turnTable(result.pairs)}`);
  console.log(`\nthe routing itself\n${costTable(result.routing)}`);
  const results = [...Object.values(result.reads), ...Object.values(result.pairs)];
  if (results.some(({ failures }) => failures > 0) || result.pairs.groundwork.stale > 0) process.exitCode = 1;
  console.log(`\nwritten to ${writeResult('replicas', result, options.results)}`);
}

// Nobody waits for a connection: that would measure the size of the pools.
function poolSizes({ connections }: ReplicasOptions): NodeJS.ProcessEnv {
  return { DATABASE_POOL_MAX: String(connections), DATABASE_REPLICA_POOL_MAX: String(connections) };
}

async function startContenders(bench: BenchStack, signal: AbortSignal): Promise<Contenders> {
  const started = {} as Contenders;
  for (const name of ACCESS_NAMES)
    started[name] = await startServer(name, ['bench/replicas/server.ts', name], bench, signal);
  return started;
}

/** Another one begins each round, so that a machine which slows down harms all; a short turn before warms them up. */
async function alternate(
  take: TakeTurn,
  contenders: Contenders,
  { options, ...rest }: Omit<Turn, 'contender' | 'options'> & { options: ReplicasOptions },
): Promise<Record<AccessName, TurnResult>> {
  const taken: Record<AccessName, TurnResult[]> = { primary: [], typeorm: [], groundwork: [] };
  const warmUp = { ...options, seconds: options.seconds, pairs: Math.ceil(options.pairs / 4) };
  for (const contender of Object.values(contenders)) await take({ contender, options: warmUp, ...rest });
  for (let round = 0; round < options.rounds; round += 1) {
    const first = round % ACCESS_NAMES.length;
    for (const name of [...ACCESS_NAMES.slice(first), ...ACCESS_NAMES.slice(0, first)])
      taken[name].push(await take({ contender: contenders[name], options, ...rest }));
  }
  const { primary, typeorm, groundwork } = taken;
  return {
    primary: typicalTurn(primary),
    typeorm: typicalTurn(typeorm),
    groundwork: typicalTurn(groundwork),
  };
}

function describe(machine: Awaited<ReturnType<typeof machineFacts>>, options: ReplicasOptions): string {
  const { rounds, seconds, pairs, connections } = options;
  return [
    describeMachine(machine),
    `${rounds} rounds of ${seconds} s of reads and of ${pairs} pairs for each, ${connections} clients;`,
    'clients, servers and all databases share the machine, so compare CPU, not requests/s',
  ].join('\n');
}
