import type { Command } from 'commander';
import { positiveInteger } from '../positive-integer.ts';
import type { DataSetOptions } from './data-stack.ts';

export interface DataBenchOptions extends DataSetOptions {
  rounds: number;
  results?: string;
}

/** A bench over many users and posts, with the options that all of those have. */
export function dataBenchCommand(
  program: Command,
  name: string,
  description: string,
  { rows, rounds }: { rows: number; rounds: number },
): Command {
  return program
    .command(name)
    .description(description)
    .option('--rows <n>', 'users; there are twice as many posts', positiveInteger, rows)
    .option('--fresh', 'make the rows anew, even if there are such from a run before')
    .option('--data <folder>', 'where they are kept (default: .local/bench-data; below 50000 nowhere)')
    .option('--rounds <n>', 'times that each thing is measured; the median counts', positiveInteger, rounds)
    .option('--results <folder>', `where ${name}.json is written (default: bench/results)`);
}
