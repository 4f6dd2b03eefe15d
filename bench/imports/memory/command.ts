import type { Command } from 'commander';
import { listenForStop } from '../../../local/run/stop-request.ts';
import { withBenchStack } from '../../bench-stack.ts';
import { describeMachine, machineFacts } from '../../machine.ts';
import { positiveInteger } from '../../positive-integer.ts';
import { writeResult } from '../../result-file.ts';
import { textTable } from '../../text-table.ts';
import { withClient } from '../../with-client.ts';
import { letBeEmptied } from '../emptied.ts';
import { measureWorker, type WorkerMemory } from './worker-memory.ts';

interface MemoryOptions {
  rows: number;
  few: number;
  results?: string;
}

const MOST_MB = 350;
const MOST_GROWTH = 1.2;

export function addImportMemoryBench(program: Command): void {
  program
    .command('import-memory')
    .description('memory of a worker that imports few rows, and one that imports many')
    .option('--rows <n>', 'many', positiveInteger, 1_000_000)
    .option('--few <n>', 'few', positiveInteger, 100_000)
    .option('--results <folder>', 'where import-memory.json is written (default: bench/results)')
    .action(benchMemory);
}

async function benchMemory(options: MemoryOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const postgres = { alone: true };
  const result = await withBenchStack({ signal, postgres, fill: dropIndexes }, async (bench) => {
    const machine = await machineFacts(bench.env);
    console.log(describeMachine(machine));
    const measured: WorkerMemory[] = [];
    for (const rows of [options.few, options.rows]) {
      measured.push(await measureWorker(bench, rows, signal));
      console.log(`${rows} rows: ${measured.at(-1)?.peakMb.toFixed(0)} MB`);
    }
    return { machine, options, measured };
  });
  console.log(
    `\n${table(result.measured)}\nwritten to ${writeResult('import-memory', result, options.results)}`,
  );
}

// Keeping them takes most of the time, and nothing of a worker's memory.
async function dropIndexes(url: string): Promise<void> {
  await letBeEmptied(url);
  await withClient(url, async (client) => {
    await client.query('DROP INDEX users_name_trgm_idx, users_name_idx, users_created_at_idx');
  });
}

function table(measured: readonly WorkerMemory[]): string {
  const [few] = measured;
  const rows = measured.map(({ rows, seconds, idleMb, peakMb, reportedMb }) => {
    const growth = peakMb / (few?.peakMb ?? NaN);
    const megabytes = [idleMb, peakMb, reportedMb].map((mb) => mb.toFixed(0));
    const passes = peakMb <= MOST_MB && growth <= MOST_GROWTH;
    return [String(rows), seconds.toFixed(0), ...megabytes, growth.toFixed(2), passes ? 'PASS' : 'MISS'];
  });
  const target = `≤ ${MOST_MB} MB, ≤ ${MOST_GROWTH} ×`;
  return textTable([['rows', 's', 'idle MB', 'peak MB', 'as it says', 'growth', target], ...rows]);
}
