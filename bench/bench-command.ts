import type { Command } from 'commander';
import { positiveInteger } from './positive-integer.ts';
import { positiveNumber } from './positive-number.ts';

/** What every bench can be told. */
export interface BenchOptions {
  rounds: number;
  seconds: number;
  results?: string;
}

/** A bench with the options that all have; its own follow. */
export function benchCommand(
  program: Command,
  name: string,
  description: string,
  { rounds, seconds }: BenchOptions,
): Command {
  return program
    .command(name)
    .description(description)
    .option('--rounds <n>', 'rounds; all that is compared has its turn in each', positiveInteger, rounds)
    .option('--seconds <n>', 'length of a turn', positiveNumber, seconds)
    .option('--results <folder>', `where ${name}.json is written (default: bench/results)`);
}
