import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { Command } from 'commander';
import { ConfigError } from '../config/config.js';
import { AppError } from '../shared/app-error.js';
import { addAccountCommands } from './cli/account-commands.js';
import { addAuditCommands } from './cli/audit-commands.js';
import { addCountersCommand } from './cli/counters-command.js';
import { addImportCommand } from './cli/imports/import-command.js';
import { addImportSampleCommand } from './cli/import-sample-command.js';
import { addKeysCommand } from './cli/keys-command.js';
import { addLedgerCommands } from './cli/ledger-commands.js';
import { addMigrationCommands } from './cli/migration-commands.js';
import { addQueryCommands } from './cli/query-commands.js';
import { addReportCommand } from './cli/report-command.js';
import { addSearchCommand } from './cli/search-command.js';
import { addSecretsCommand } from './cli/secrets-command.js';
import { addSeedCommand } from './cli/seed-command.js';
import { addUserCommands } from './cli/user-commands.js';

Logger.overrideLogger(['error', 'warn']);

const program = new Command('groundwork')
  .description('Commands for the operator. They use the same configuration as the API and the worker.')
  .showHelpAfterError();

addUserCommands(program);
addAccountCommands(program);
addAuditCommands(program);
addQueryCommands(program);
addLedgerCommands(program);
addReportCommand(program);
addImportCommand(program);
addSeedCommand(program);
addImportSampleCommand(program);
addCountersCommand(program);
addSearchCommand(program);
addMigrationCommands(program);
addKeysCommand(program);
addSecretsCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  // A start that failed half-way leaves connections open, which would keep the process alive.
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) {
    return `${error.message}\nIs the local stack up? Try: npm run stack -- up`;
  }
  if (error instanceof AppError) {
    const faults = (error.errors ?? []).map(({ message }) => `  - ${message}`);
    return [`error (${error.reason}): ${error.message}`, ...faults].join('\n');
  }
  return error instanceof Error ? `error: ${error.message}` : String(error);
}
