import { join } from 'node:path';
import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type BenchStack, withBenchStack } from '../bench-stack.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { letBeEmptied } from './emptied.ts';
import { type ImportFiles, writeFiles } from './files.ts';
import { ratioOf, sizesTable, type Taken, waysTable } from './tables.ts';
import { type Setting, takeTurn } from './turn.ts';
import { allWays, product, rawCopy, type Way } from './ways.ts';

interface ImportOptions {
  rounds: number;
  rows: number;
  sample: number;
  conflicts: number;
  long?: boolean;
  results?: string;
}

// Nobody's replicas are to be waited for, and three copies of ten million rows fill a disk.
const POSTGRES = { alone: true, settings: { shared_buffers: '512MB', maintenance_work_mem: '256MB' } };

export function addImportBench(program: Command): void {
  program
    .command('import')
    .description('a CSV of users into the table beside raw COPY of its good rows, and beside INSERT')
    .option('--rounds <n>', 'rounds; every way has its turn in each', positiveInteger, 3)
    .option('--rows <n>', 'rows of the file, of which one in a hundred is wrong', positiveInteger, 1_000_000)
    .option('--sample <n>', 'rows for the ways by INSERT, whose time is scaled', positiveInteger, 20_000)
    .option('--conflicts <percent>', 'of the good rows that are there already', positiveInteger, 10)
    .option('--long', 'ten times the rows as well')
    .option('--results <folder>', 'where import.json is written (default: bench/results)')
    .action(benchImport);
}

async function benchImport(options: ImportOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal, postgres: POSTGRES, fill: letBeEmptied }, async (bench) => {
    const machine = await machineFacts(bench.env);
    console.log(describeMachine(machine));
    const setting = await settingOf(bench, signal);
    const files = writeFiles(bench.dir, options.rows);
    const ways = allWays(files, { sample: options.sample, taken: options.conflicts });
    const taken = await takeTurns(setting, files, ways, options.rounds);
    const sizes = await takeSizes(setting, bench.dir, taken, options);
    return { machine, options, good: files.good, taken, sizes };
  });
  console.log(`\n${options.rows} rows, ${result.good} of them good\n${waysTable(result.taken)}`);
  console.log(`\n${sizesTable(result.sizes)}`);
  const ways = result.taken.map((each) => ({ ...written(each), ratio: ratioOf(each, result.taken) }));
  const sizes = result.sizes.map(({ rows, taken }) => ({ rows, taken: taken.map(written) }));
  console.log(`\nwritten to ${writeResult('import', { ...result, taken: ways, sizes }, options.results)}`);
}

// Without the arguments, which name files that are gone by then.
function written({ way: { name, rows, taken, target }, turns }: Taken) {
  return { way: { name, rows, taken, target }, turns };
}

async function settingOf({ env, dir, stack }: BenchStack, signal: AbortSignal): Promise<Setting> {
  const postgresPid = (await stack.status()).nodes[0]?.pid ?? 0;
  return { env: { ...env, STORAGE_DIR: join(dir, 'storage') }, postgresPid, signal };
}

/** Each round begins with another way. */
async function takeTurns(
  setting: Setting,
  files: ImportFiles,
  ways: Way[],
  rounds: number,
): Promise<Taken[]> {
  const taken: Taken[] = ways.map((way) => ({ way, turns: [] }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const { way, turns } of round % 2 === 1 ? taken : taken.toReversed()) {
      const turn = await takeTurn(setting, way, files);
      turns.push(turn);
      console.log(`round ${round}: ${way.name}, ${turn.seconds.toFixed(1)} s, ${turn.inserted} inserted`);
    }
  }
  return taken;
}

/** Whether a row costs as much among many as among few. */
async function takeSizes(
  setting: Setting,
  dir: string,
  taken: Taken[],
  { rows, rounds, long }: ImportOptions,
) {
  const measured = { rows, taken: taken.slice(0, 2) };
  const sizes = [Math.ceil(rows / 10), ...(long ? [rows * 10] : [])];
  const others: (typeof measured)[] = [];
  for (const size of sizes) {
    const files = writeFiles(dir, size);
    const turns = await takeTurns(setting, files, [rawCopy(files), product(files)], size > rows ? 1 : rounds);
    others.push({ rows: size, taken: turns });
  }
  return [...others, measured].sort((one, other) => one.rows - other.rows);
}
