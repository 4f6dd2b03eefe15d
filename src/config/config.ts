import { cacheOf } from './cache.js';
import type { Environment } from './environment.js';
import { environmentSchema } from './environment.js';
import { eventStreamsOf } from './event-streams.js';
import { imagesOf } from './images.js';
import { importsOf } from './imports.js';
import { jobsOf } from './jobs.js';
import { limitsOf } from './limits.js';
import { mailOf } from './mail.js';
import { notificationsOf } from './notifications.js';
import { oidcFaults, oidcOf } from './oidc.js';
import { passwordsOf } from './passwords.js';
import { queryLogOf } from './query-log.js';
import { redisFaults, redisOf } from './redis.js';
import { storageFaults, storageOf } from './storage.js';

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
  const faults = [
    ...(result.error?.issues ?? []).map((issue) => {
      const name = String(issue.path[0]);
      return given[name] === undefined ? `${name} is required` : `${name}: ${issue.message}`;
    }),
    ...productionFaults(given),
    ...httpsFaults(given),
    ...oidcFaults(given),
    ...storageFaults(given),
    ...redisFaults(given),
  ];
  if (!result.success || faults.length > 0) throw new ConfigError(faults);
  return deepFreeze(fromEnvironment(result.data));
}

// Secrets have defaults for development; with those, anybody could sign. Links in mails would lead to the reader's own
// machine.
function productionFaults(given: Record<string, string | undefined>): string[] {
  if (given.NODE_ENV !== 'production') return [];
  return ['CONSISTENCY_TOKEN_SECRET', 'PUBLIC_URL']
    .filter((name) => given[name] === undefined)
    .map((name) => `${name} is required in production`);
}

function httpsFaults({ HTTPS_ONLY, PUBLIC_URL }: Record<string, string | undefined>): string[] {
  if (HTTPS_ONLY !== 'true' || PUBLIC_URL?.startsWith('https:')) return [];
  return ['PUBLIC_URL: must be an https address when HTTPS_ONLY is true'];
}

function fromEnvironment(env: Environment) {
  return {
    environment: env.NODE_ENV,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    http: httpOf(env),
    ...eventStreamsOf(env),
    ...limitsOf(env),
    log: { level: env.LOG_LEVEL },
    database: databaseOf(env),
    consistency: { secret: env.CONSISTENCY_TOKEN_SECRET, ttlMs: env.CONSISTENCY_TOKEN_TTL_MS },
    accessTokens: {
      keys: env.JWT_SIGNING_KEYS,
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      ttlSeconds: env.ACCESS_TOKEN_TTL_SECONDS,
    },
    sessions: sessionsOf(env),
    dataEncryptionKeys: env.DATA_ENCRYPTION_KEYS,
    redis: redisOf(env),
    ...cacheOf(env),
    ...mailOf(env),
    ...passwordsOf(env),
    oidc: oidcOf(env),
    ...queryLogOf(env),
    ...notificationsOf(env),
    storage: storageOf(env),
    ...imagesOf(env),
    ...importsOf(env),
    audit: { retentionDays: env.AUDIT_RETENTION_DAYS },
    ...jobsOf(env),
  };
}

function httpOf(env: Environment) {
  return {
    host: env.HOST,
    port: env.PORT,
    trustProxy: env.TRUST_PROXY,
    publicUrl: env.PUBLIC_URL ?? `http://127.0.0.1:${env.PORT}`,
    httpsOnly: env.HTTPS_ONLY,
    corsOrigins: env.CORS_ORIGINS,
    maxConnections: env.HTTP_MAX_CONNECTIONS,
    headersTimeoutMs: env.REQUEST_HEADERS_TIMEOUT_MS,
    requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
    uploadTimeoutMs: {
      small: Math.max(env.REQUEST_TIMEOUT_MS, env.UPLOAD_TIMEOUT_MS),
      large: Math.max(env.REQUEST_TIMEOUT_MS, env.IMPORT_UPLOAD_TIMEOUT_MS),
    },
    bodyLimitBytes: env.REQUEST_BODY_LIMIT_BYTES,
    namesNodes: env.NODE_ENV !== 'production',
  };
}

function databaseOf(env: Environment) {
  return {
    urls: [env.DATABASE_URL, ...env.DATABASE_REPLICA_URLS],
    poolMax: env.DATABASE_POOL_MAX,
    replicaPoolMax: env.DATABASE_REPLICA_POOL_MAX,
    preparedStatements: env.DATABASE_PREPARED_STATEMENTS,
    probeIntervalMs: env.DATABASE_PROBE_INTERVAL_MS,
    probeTimeoutMs: env.DATABASE_PROBE_TIMEOUT_MS,
    maxLagBytes: env.DATABASE_MAX_LAG_BYTES,
    maxLagMs: env.DATABASE_MAX_LAG_MS,
    primaryWaitMs: env.DATABASE_PRIMARY_WAIT_MS,
    positionWaitMs: env.DATABASE_POSITION_WAIT_MS,
    connectTimeoutMs: env.DATABASE_CONNECT_TIMEOUT_MS,
    statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT_MS,
    slowStatementMs: env.DATABASE_SLOW_STATEMENT_MS,
    migrationLockTimeoutMs: env.MIGRATION_LOCK_TIMEOUT_MS,
  };
}

function sessionsOf(env: Environment) {
  return {
    secret: env.SESSION_SECRET,
    ttlSeconds: env.SESSION_TTL_SECONDS,
    rememberedTtlSeconds: env.REMEMBERED_SESSION_TTL_SECONDS,
    maxSeconds: env.SESSION_MAX_SECONDS,
    refreshGraceSeconds: env.REFRESH_TOKEN_GRACE_SECONDS,
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
