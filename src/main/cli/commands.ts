import type { Command } from 'commander';

type AddCommands = (program: Command) => void;

/**
 * What declares the command of this name, which loads nothing that others need: most of the application is more than a
 * migration wants. For any other name, and for none, what declares them all.
 */
export async function commandsFor(name: string | undefined): Promise<AddCommands[]> {
  const wanted = groups.filter(({ commands }) => name !== undefined && commands.includes(name));
  return Promise.all((wanted.length > 0 ? wanted : groups).map(({ load }) => load()));
}

// In the order of the help.
const groups: { commands: string[]; load: () => Promise<AddCommands> }[] = [
  {
    commands: ['users:create', 'users:list', 'users:show'],
    load: async () => (await import('./user-commands.js')).addUserCommands,
  },
  {
    commands: ['users:create-admin', 'users:set-role', 'users:set-password', 'users:disable-second-factor'],
    load: async () => (await import('./account-commands.js')).addAccountCommands,
  },
  {
    commands: ['audit:list', 'audit:prune'],
    load: async () => (await import('./audit-commands.js')).addAuditCommands,
  },
  {
    commands: ['queries:prune'],
    load: async () => (await import('./query-commands.js')).addQueryCommands,
  },
  {
    commands: ['ledger:reconcile'],
    load: async () => (await import('./ledger-commands.js')).addLedgerCommands,
  },
  { commands: ['report:daily'], load: async () => (await import('./report-command.js')).addReportCommand },
  { commands: ['import'], load: async () => (await import('./imports/import-command.js')).addImportCommand },
  { commands: ['seed'], load: async () => (await import('./seed-command.js')).addSeedCommand },
  {
    commands: ['import:sample'],
    load: async () => (await import('./import-sample-command.js')).addImportSampleCommand,
  },
  {
    commands: ['counters:recount'],
    load: async () => (await import('./counters-command.js')).addCountersCommand,
  },
  {
    commands: ['search:refresh-words'],
    load: async () => (await import('./search-command.js')).addSearchCommand,
  },
  { commands: ['migrate'], load: async () => (await import('./migration-commands.js')).addMigrationCommands },
  { commands: ['keys:generate'], load: async () => (await import('./keys-command.js')).addKeysCommand },
  { commands: ['secrets'], load: async () => (await import('./secrets-command.js')).addSecretsCommand },
];
