import 'reflect-metadata';
import { Command } from 'commander';
import { ConfigError } from '../config/config.js';
import { AppError } from '../shared/app-error.js';
import { addMigrationCommands } from './cli/migration-commands.js';
import { addSeedCommand } from './cli/seed-command.js';
import { addUserCommands } from './cli/user-commands.js';

const program = new Command('groundwork')
  .description('Commands for the operator. They use the same configuration as the API and the worker.')
  .showHelpAfterError();

addUserCommands(program);
addSeedCommand(program);
addMigrationCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) {
    return `${error.message}\nIs the local stack up? Try: npm run stack -- up`;
  }
  if (error instanceof AppError) return `error (${error.reason}): ${error.message}`;
  return error instanceof Error ? `error: ${error.message}` : String(error);
}
