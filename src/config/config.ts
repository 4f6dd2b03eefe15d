import type { Environment } from './environment.js';
import { environmentSchema } from './environment.js';

/** Injection token of the frozen configuration. */
export const CONFIG = Symbol('CONFIG');

export type Config = Readonly<ReturnType<typeof fromEnvironment>>;

export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(`The configuration is not valid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads and checks the environment once. All faults are reported together, each by the name of its variable and never
 * with its value, which may hold a password.
 */
export function parseConfig(variables: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim() !== ''));
  const result = environmentSchema.safeParse(given);
  if (!result.success) {
    throw new ConfigError(
      result.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return given[name] === undefined ? `${name} is required` : `${name}: ${issue.message}`;
      }),
    );
  }
  return deepFreeze(fromEnvironment(result.data));
}

function fromEnvironment(env: Environment) {
  return {
    environment: env.NODE_ENV,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    http: {
      host: env.HOST,
      port: env.PORT,
      trustProxy: env.TRUST_PROXY,
      requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
      bodyLimitBytes: env.REQUEST_BODY_LIMIT_BYTES,
    },
    log: { level: env.LOG_LEVEL },
    database: {
      url: env.DATABASE_URL,
      replicaUrls: env.DATABASE_REPLICA_URLS,
      poolMax: env.DATABASE_POOL_MAX,
      connectTimeoutMs: env.DATABASE_CONNECT_TIMEOUT_MS,
      statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT_MS,
      slowStatementMs: env.DATABASE_SLOW_STATEMENT_MS,
    },
    redis: { queueUrl: env.REDIS_QUEUE_URL, cacheUrl: env.REDIS_CACHE_URL },
    mail: { url: env.SMTP_URL, from: env.MAIL_FROM },
    worker: { queues: env.WORKER_QUEUES, concurrency: env.WORKER_CONCURRENCY },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
