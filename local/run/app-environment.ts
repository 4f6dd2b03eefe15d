import { join } from 'node:path';
import { PROJECT_DIR } from '../project.ts';

const compileCache = join(PROJECT_DIR, '.local', 'compile-cache');

/**
 * The variables of API, worker and CLI: what the caller gave, else what the local services say of themselves. Replicas
 * belong to their primary: with a database from elsewhere the local ones must not be read.
 */
export function appEnvironment(
  given: NodeJS.ProcessEnv,
  local: Record<string, string>,
  port: number,
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { NODE_ENV: 'development', NODE_COMPILE_CACHE: compileCache, ...local };
  if (given.DATABASE_URL) env.DATABASE_REPLICA_URLS = '';
  for (const [name, value] of Object.entries(given)) if (value) env[name] = value;
  return { ...env, PORT: String(port) };
}

/** Whether the caller named every service, so that no local one is needed but perhaps the mail catcher. */
export function namesEveryStore(given: NodeJS.ProcessEnv): boolean {
  return Boolean(given.DATABASE_URL && given.REDIS_QUEUE_URL && given.REDIS_CACHE_URL);
}
