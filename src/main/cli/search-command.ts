import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { SpellingService } from '../../features/spelling/spelling.service.js';
import { withApp } from './with-app.js';

/** `search:refresh-words`. */
export function addSearchCommand(program: Command): void {
  program
    .command('search:refresh-words')
    .description('make the list of words anew that a search which finds nothing suggests')
    .addHelpText('after', '\nSafe while the application runs. Workers do it every night.')
    .action(() => withApp(refresh));
}

async function refresh(app: INestApplicationContext): Promise<void> {
  process.stdout.write(`${await app.get(SpellingService).refresh()} words changed\n`);
}
