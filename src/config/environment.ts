import { z } from 'zod';
import { cacheVariables } from './cache.js';
import { eventStreamVariables } from './event-streams.js';
import { imageVariables } from './images.js';
import { importVariables } from './imports.js';
import { jobVariables } from './jobs.js';
import { limitVariables } from './limits.js';
import { mailVariables } from './mail.js';
import { notificationVariables } from './notifications.js';
import { oidcVariables } from './oidc.js';
import { passwordVariables } from './passwords.js';
import { queryLogVariables } from './query-log.js';
import { redisVariables } from './redis.js';
import { signingKeys } from './signing-keys.js';
import { storageVariables } from './storage.js';

const port = z.coerce.number().int().min(0).max(65535);
const milliseconds = z.coerce.number().int().min(1).max(86_400_000);
const count = z.coerce.number().int().min(1).max(1000);
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });
const seconds = z.coerce.number().int().min(1).max(31_536_000);
const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .pipe(z.array(item));

// As browsers send it in `Origin`, so that comparing the texts is enough.
const origin = z
  .string()
  .refine(
    (text) => /^https?:[^*]*$/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'must be http(s)://host or http(s)://host:port, no path, no wildcard',
  );
const flag = (value: 'true' | 'false') =>
  z
    .enum(['true', 'false'])
    .default(value)
    .transform((text) => text === 'true');

/** Every environment variable the application reads: its meaning, its shape and its default. */
export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('development, test or production'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address the API listens on; 0.0.0.0 in a container'),
  PORT: port.default(3000).describe('Port the API listens on; 0 takes a free one'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe log level that is written'),
  TRUST_PROXY: list(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
    .default([])
    .describe('Comma-separated addresses or CIDR ranges of proxies whose X-Forwarded-* headers are believed'),
  PUBLIC_URL: origin
    .optional()
    .describe('Address people reach the API by, in mails and redirects; default http://127.0.0.1:PORT'),
  HTTPS_ONLY: flag('false').describe(
    'Whether http is redirected or refused and HSTS is sent; needs an https PUBLIC_URL and usually TRUST_PROXY',
  ),
  CORS_ORIGINS: list(origin)
    .default([])
    .describe('Comma-separated origins of the web pages elsewhere that may use the API with credentials'),
  HTTP_MAX_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Connections the API keeps open at the most; a further one is closed at once'),
  REQUEST_HEADERS_TIMEOUT_MS: milliseconds
    .default(10_000)
    .describe('Time a client may take to send the head of a request before it is answered with 408'),
  REQUEST_TIMEOUT_MS: milliseconds
    .default(10_000)
    .describe('Time after which a request is answered with 504 and its statements are cancelled'),
  UPLOAD_TIMEOUT_MS: milliseconds
    .default(120_000)
    .describe('The same where a file is sent, for as long as sending it may take'),
  REQUEST_BODY_LIMIT_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .max(104_857_600)
    .default(1_048_576)
    .describe('Largest request body in bytes; a larger one is answered with 413'),
  SHUTDOWN_TIMEOUT_MS: milliseconds
    .default(15_000)
    .describe('Time a process may take to stop after SIGTERM before it is ended'),
  ...eventStreamVariables,
  ...limitVariables,
  DATABASE_URL: postgresUrl.describe(
    'A PostgreSQL server, postgres://user:password@host:port/name; which one is the primary is found by asking',
  ),
  DATABASE_REPLICA_URLS: list(postgresUrl)
    .default([])
    .describe('Comma-separated URLs of the other servers of the same cluster'),
  DATABASE_POOL_MAX: count.default(20).describe('Connections each process keeps to the primary at the most'),
  DATABASE_REPLICA_POOL_MAX: count
    .default(20)
    .describe('Connections each process keeps to each replica at the most'),
  DATABASE_PREPARED_STATEMENTS: flag('true').describe(
    'Whether reads that come often are prepared; false behind a pooler that does not allow it',
  ),
  DATABASE_PROBE_INTERVAL_MS: milliseconds
    .default(250)
    .describe('Time between two questions to each server how it is'),
  DATABASE_PROBE_TIMEOUT_MS: milliseconds
    .default(1_000)
    .describe('Time after which a server that does not answer counts as dead'),
  DATABASE_MAX_LAG_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(67_108_864)
    .describe('A replica further behind the primary than this many bytes of WAL serves no reads'),
  DATABASE_MAX_LAG_MS: milliseconds
    .default(10_000)
    .describe('A replica further behind the primary than this serves no reads'),
  DATABASE_PRIMARY_WAIT_MS: milliseconds
    .default(3_000)
    .describe('Time a write waits while there is no primary before it is answered with 503'),
  DATABASE_POSITION_WAIT_MS: milliseconds
    .default(10)
    .describe('Time a read waits for a replica to show what its client wrote before it goes to the primary'),
  CONSISTENCY_TOKEN_SECRET: z
    .string()
    .min(16)
    .default('only-for-development')
    .describe('Signs the tokens that let clients read their own writes; the same in every process'),
  CONSISTENCY_TOKEN_TTL_MS: milliseconds
    .default(300_000)
    .describe('Life of such a token; must be longer than DATABASE_MAX_LAG_MS'),
  JWT_SIGNING_KEYS: signingKeys.describe(
    'JSON array of ES256 private keys as JWKs; the first signs access tokens, all verify. Made by: npm run cli -- keys:generate',
  ),
  JWT_ISSUER: z.string().min(1).default('groundwork').describe('Issuer of access tokens'),
  JWT_AUDIENCE: z.string().min(1).default('groundwork-api').describe('Audience of access tokens'),
  ACCESS_TOKEN_TTL_SECONDS: seconds
    .default(600)
    .describe('Life of an access token, which cannot be renewed, only replaced'),
  REFRESH_TOKEN_GRACE_SECONDS: seconds
    .default(10)
    .describe('Time in which a refresh token that was just used answers the same again, for tabs that race'),
  SESSION_TTL_SECONDS: seconds.default(86_400).describe('Time without use after which a session ends'),
  REMEMBERED_SESSION_TTL_SECONDS: seconds
    .default(2_592_000)
    .describe('The same on devices where the user asked to be remembered'),
  SESSION_MAX_SECONDS: seconds
    .default(7_776_000)
    .describe('Time after which any session ends, however much it is used'),
  SESSION_SECRET: z.string().min(32).describe('Signs the cookies of server-side sessions and known devices'),
  DATA_ENCRYPTION_KEYS: z
    .string()
    .regex(
      /^[\w-]+:[A-Za-z0-9+/]{43}=(,[\w-]+:[A-Za-z0-9+/]{43}=)*$/,
      'must be name:base64 of 32 bytes, comma-separated',
    )
    .describe(
      'Keys that encrypt secrets in the database, name:base64, comma-separated; the first encrypts, all decrypt',
    ),
  DATABASE_CONNECT_TIMEOUT_MS: milliseconds
    .default(5_000)
    .describe('Time a request waits for a database connection before 503'),
  DATABASE_STATEMENT_TIMEOUT_MS: milliseconds
    .default(5_000)
    .describe('Time after which PostgreSQL cancels a statement'),
  DATABASE_SLOW_STATEMENT_MS: milliseconds
    .default(200)
    .describe('Statements slower than this are logged with their fingerprint'),
  MIGRATION_LOCK_TIMEOUT_MS: milliseconds
    .default(5_000)
    .describe(
      'Time a migration waits for a lock, with others waiting behind it, before it is tried again later',
    ),
  ...redisVariables,
  ...cacheVariables,
  ...mailVariables,
  ...passwordVariables,
  ...oidcVariables,
  AUDIT_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(30)
    .max(36_500)
    .default(365)
    .describe('Days after which audit:prune deletes from the audit log; the database refuses fewer than 30'),
  ...queryLogVariables,
  ...notificationVariables,
  ...storageVariables,
  ...imageVariables,
  ...importVariables,
  ...jobVariables,
});

export type Environment = z.infer<typeof environmentSchema>;
