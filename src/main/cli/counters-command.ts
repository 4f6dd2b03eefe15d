import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { CountersService, type DriftingRow } from '../../features/counters/counters.service.js';
import { integerFrom } from './arguments.js';
import { printRows } from './print-rows.js';
import { withApp } from './with-app.js';

interface Options {
  fix: boolean;
  limit: number;
}

/** `counters:recount`. */
export function addCountersCommand(program: Command): void {
  program
    .command('counters:recount')
    .description('count posts, comments, replies and likes again, and show where the counters are wrong')
    .option('--fix', 'make them right', false)
    .option('--limit <number>', 'how many to show at most', integerFrom(1, 100_000), 20)
    .addHelpText(
      'after',
      '\nSafe while the application runs. Ends with 1 when something is wrong and was not fixed.',
    )
    .action((options: Options) => withApp((app) => recount(app, options)));
}

async function recount(app: INestApplicationContext, { fix, limit }: Options): Promise<void> {
  const shown: DriftingRow[] = [];
  let wrong = 0;
  for await (const row of app.get(CountersService).recount({ fix })) {
    wrong += 1;
    if (shown.length < limit) shown.push(row);
  }
  printRows(shown.map(({ table, column, id, stored, counted }) => ({ table, id, column, stored, counted })));
  if (wrong > shown.length) process.stdout.write(`and ${wrong - shown.length} more\n`);
  process.stdout.write(`${wrong} wrong${fix && wrong > 0 ? ', now right' : ''}\n`);
  if (wrong > 0 && !fix) process.exitCode = 1;
}
