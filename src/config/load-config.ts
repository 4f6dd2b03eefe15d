import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Config, parseConfig } from './config.js';
import { ensureDevelopmentSecrets } from './secrets.js';

type Variables = Record<string, string | undefined>;

// Written by the local stack while it is up; see docs/local-stack.md.
const LOCAL_STACK_FILE = '.local/dev/stack.env';
const LOCAL_SECRETS_FILE = '.local/secrets.env';

/**
 * The configuration of this process: the environment, then `.env`, then (outside production) what the running local
 * stack says of itself and this machine's own secrets, made when they are first needed. An earlier source wins. Throws
 * ConfigError.
 */
export function loadConfig(): Config {
  const production = process.env.NODE_ENV === 'production';
  if (!production) ensureDevelopmentSecrets(LOCAL_SECRETS_FILE);
  const fromFiles = production ? ['.env'] : [LOCAL_SECRETS_FILE, LOCAL_STACK_FILE, '.env'];
  const sources = [...fromFiles.map(readEnvFile), process.env];
  return parseConfig(sources.reduce(override, {}));
}

// The servers of one cluster are named together: replicas of another must not be added to a database that is given.
function override(weaker: Variables, stronger: Variables): Variables {
  const replicas = stronger.DATABASE_URL === undefined ? {} : { DATABASE_REPLICA_URLS: undefined };
  return { ...weaker, ...replicas, ...stronger };
}

function readEnvFile(path: string): Variables {
  return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
}
