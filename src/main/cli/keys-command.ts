import type { Command } from 'commander';
import { newSigningKey } from '../../config/signing-keys.js';

const HELP = `
JWT_SIGNING_KEYS is a JSON array of such keys. The first signs access tokens, all of them verify. To rotate without
signing anybody out:

  1. Append the new key to the array and restart every process: all know the key now, none signs with it.
  2. Move it to the front and restart: it signs now, the old one still verifies.
  3. After ACCESS_TOKEN_TTL_SECONDS take the old one out and restart: nothing that it signed is valid any more.

After a leak take the old key out at once; clients then get new access tokens by their refresh tokens.`;

/** `keys:generate`: a signing key, and how to bring it in. */
export function addKeysCommand(program: Command): void {
  program
    .command('keys:generate')
    .description('print a new private key (ES256, as a JWK) for JWT_SIGNING_KEYS')
    .addHelpText('after', HELP)
    .action(() => void process.stdout.write(`${JSON.stringify(newSigningKey())}\n`));
}
