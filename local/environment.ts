import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { nodeUrl } from './postgres/connection.ts';
import { NODE_NAMES, portOf, type StackState } from './state.ts';

/** The variables by which the application finds the stack. */
export function environmentOf(state: StackState): Record<string, string> {
  const replicas = state.alone ? [] : NODE_NAMES.filter((node) => node !== state.primary);
  const redis = (name: 'queue' | 'cache'): string =>
    `redis://default:${state.password}@127.0.0.1:${portOf(state, name)}`;
  return {
    DATABASE_URL: nodeUrl(state, state.primary),
    DATABASE_REPLICA_URLS: replicas.map((node) => nodeUrl(state, node)).join(','),
    REDIS_QUEUE_URL: redis('queue'),
    REDIS_CACHE_URL: redis('cache'),
    // These two speak no TLS, whatever others of the developer do.
    REDIS_TLS_CA: '',
    SMTP_URL: `smtp://127.0.0.1:${portOf(state, 'mail')}`,
    MAIL_CATCHER_URL: `http://127.0.0.1:${portOf(state, 'mail-http')}`,
  };
}

export function writeEnv(dir: string, state: StackState): void {
  const lines = Object.entries(environmentOf(state)).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(envFile(dir), lines.join(''), { mode: 0o600 });
}

export function removeEnv(dir: string): void {
  rmSync(envFile(dir), { force: true });
}

function envFile(dir: string): string {
  return join(dir, 'stack.env');
}
