import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { newSigningKey } from './signing-keys.js';

/** The secrets that have no default: without them nobody could be signed in. */
export function newSecrets(): Record<string, string> {
  return {
    JWT_SIGNING_KEYS: JSON.stringify([newSigningKey()]),
    SESSION_SECRET: randomBytes(32).toString('base64url'),
    DATA_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  };
}

/** Makes the file of this machine's own secrets, once, in the form of an `.env` file. */
export function ensureDevelopmentSecrets(path: string): void {
  if (existsSync(path)) return;
  const lines = Object.entries(newSecrets()).map(([name, value]) => `${name}='${value}'\n`);
  const draft = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(draft, lines.join(''), { mode: 0o600 });
  // Of several processes that start together one wins, and all read what it wrote.
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
