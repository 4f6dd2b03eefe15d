import { Command, CommanderError } from 'commander';
import { ConfigError } from '../../config/config.js';
import { AppError } from '../../shared/app-error.js';
import { commandsFor } from './commands.js';

/** Runs what the arguments say, `['users:list', '--limit', '5']`, and returns the exit code. Never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const program = new Command('groundwork')
    .description('Commands for the operator. They use the same configuration as the API and the worker.')
    .showHelpAfterError()
    .exitOverride();
  try {
    for (const add of await commandsFor(args[0])) add(program);
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // It has said what is wrong, or shown its help.
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`${explain(error)}\n`);
    return 1;
  }
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
