import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { newSecrets } from '../../config/secrets.js';

/** `secrets`: what production refuses to start without. */
export function addSecretsCommand(program: Command): void {
  program
    .command('secrets')
    .description('print new secrets in the form of an .env file; append them to .env or to your secret store')
    .action(() => {
      const secrets = { CONSISTENCY_TOKEN_SECRET: randomBytes(32).toString('base64url'), ...newSecrets() };
      for (const [name, value] of Object.entries(secrets)) process.stdout.write(`${name}='${value}'\n`);
    });
}
