import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config.js';
import { migrationOptions } from '../../platform/database/data-source-options.js';
import { RoutingDataSource } from '../../platform/database/routing-data-source.js';
import { entities } from '../entities.js';

/** `migrate`: what a deployment runs before it starts new processes. */
export function addMigrationCommands(program: Command): void {
  program
    .command('migrate')
    .description('run the migrations that have not run; safe to start in several places at once')
    .addHelpText(
      'after',
      '\nA new one is written by: npm run migration:generate -- src/platform/database/migrations/<name>\nRead it, and add it to the list in src/platform/database/migrations/index.ts.',
    )
    .action(async () => {
      const dataSource = new RoutingDataSource(migrationOptions(loadConfig().database, entities));
      await dataSource.initialize();
      try {
        const done = await dataSource.runMigrations();
        for (const { name } of done) process.stdout.write(`ran ${name}\n`);
        if (done.length === 0) process.stdout.write('no migrations are pending\n');
      } finally {
        await dataSource.destroy();
      }
    });
}
