import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type BenchOptions, benchCommand } from '../bench-command.ts';
import { withBenchStack } from '../bench-stack.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { median } from '../statistics.ts';
import { startContestants } from './contestants.ts';
import { checkLedger, openAccounts } from './ledger.ts';
import { checkSameStatements } from './same-statements.ts';
import { type Contest, contestTable } from './tables.ts';
import { type Contestant, takeTurn, type Turn, typicalTurn } from './turn.ts';

interface TransfersOptions extends BenchOptions {
  clients: number;
}

type TakeTurn = (contestant: Contestant, accounts: number, seconds: number) => Promise<Turn>;

// On few accounts transfers wait for each other's locks.
const ACCOUNTS = [1000, 100];
const TARGET = 0.5;

export function addTransfersBench(program: Command): void {
  const description = 'transfers through the service and the API beside pgbench with the same statements';
  benchCommand(program, 'transfers', description, { rounds: 5, seconds: 3 })
    .option('--clients <n>', 'clients that each wait for their transfer', positiveInteger, 16)
    .action(benchTransfers);
}

async function benchTransfers(options: TransfersOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const postgres = { settings: { shared_preload_libraries: 'pg_stat_statements' } };
  const result = await withBenchStack({ signal, postgres }, async (bench) => {
    const env: NodeJS.ProcessEnv = { ...bench.env, DATABASE_POOL_MAX: String(options.clients) };
    const machine = await machineFacts(env);
    const { rounds, seconds, clients } = options;
    console.log(`${describeMachine(machine)}\n${rounds} rounds of ${seconds} s for each, ${clients} clients`);
    await openAccounts(env.DATABASE_URL ?? '', Math.max(...ACCOUNTS));
    const contestants = await startContestants({ ...bench, env }, Math.max(...ACCOUNTS), signal);
    const statements = await checkSameStatements(env.DATABASE_URL ?? '', contestants.slice(0, 2));
    const contests: Contest[] = [];
    const postgresPid = (await bench.stack.status()).nodes[0]?.pid ?? 0;
    const turn: TakeTurn = (contestant, accounts, length) => {
      signal.throwIfAborted();
      return takeTurn(contestant, postgresPid, { accounts, clients, seconds: length });
    };
    for (const accounts of ACCOUNTS) contests.push(await contest(contestants, accounts, options, turn));
    return { machine, options, statements, contests, ledger: await checkLedger(env.DATABASE_URL ?? '') };
  });
  const { contests, ledger } = result;
  console.log(contestTable(contests));
  console.log(`${ledger.transfers} transfers; the ledger sums to zero and agrees with every balance`);
  const failed = contests.some((each) => each.contestants.some(({ failures }) => failures > 0));
  if (failed) process.exitCode = 1;
  console.log(`written to ${writeResult('transfers', result, options.results)}`);
}

/** Another one begins each round, so that a machine which slows down harms all; a short turn before warms them up. */
async function contest(
  contestants: Contestant[],
  accounts: number,
  { rounds, seconds }: TransfersOptions,
  turn: TakeTurn,
): Promise<Contest> {
  for (const contestant of contestants) await turn(contestant, accounts, Math.min(2, seconds));
  const turns: Turn[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const taken: Turn[] = [];
    for (let place = 0; place < contestants.length; place += 1) {
      const index = (round + place) % contestants.length;
      taken[index] = await turn(contestants[index] as Contestant, accounts, seconds);
    }
    turns.push(taken);
  }
  const named = contestants.map(({ name }, index) => ({
    name,
    ...typicalTurn(turns.flatMap((taken) => taken[index] ?? [])),
    ratio: ratioOf(turns, index, ({ perSecond }) => perSecond),
    cpuRatio: ratioOf(turns, index, ({ senderCpuUs, postgresCpuUs }) => 1 / (senderCpuUs + postgresCpuUs)),
  }));
  return { accounts, contestants: named, target: TARGET };
}

function ratioOf(turns: Turn[][], index: number, of: (turn: Turn) => number): number {
  return median(turns.map((taken) => of(taken[index] as Turn) / of(taken[0] as Turn)));
}
