import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { NodeName, StackFolder, StackState } from '../state.ts';
import { dataDir, halfMade, includeConfig, writeFile } from './config.ts';
import { DATABASE, ROLE, withClient } from './connection.ts';
import { postgresUser, runAs } from './os-user.ts';

export async function initialise({ state, log }: StackFolder, node: NodeName): Promise<void> {
  const user = postgresUser(log);
  const half = halfMade(state, node);
  const passwordFile = join(state.home ?? '', 'password');
  await rm(half, { recursive: true, force: true });
  writeFile(passwordFile, state.password, user);
  // The built-in locale sorts alike on every platform and C library.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const access = [`--username=${ROLE}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const speed = ['--no-sync', '--no-data-checksums', '--no-instructions'];
  await runAs(user, join(state.bin ?? '', 'initdb'), ['-D', half, ...locale, ...access, ...speed]);
  await rm(passwordFile);
  includeConfig(half, user);
  await rename(half, dataDir(state, node));
}

export async function createDatabase(state: StackState, primary: NodeName): Promise<void> {
  await withClient(
    state,
    primary,
    async (client) => {
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
      if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
    },
    { database: 'postgres' },
  );
}
