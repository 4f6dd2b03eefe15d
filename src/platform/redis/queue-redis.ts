import { type RedisOptions, Redis } from 'ioredis';
import { parseSentinelUrl } from '../../shared/sentinel-url.js';
import { announceAvailability } from './availability.js';
import { leaveSilent } from './leave-silent.js';
import { SentinelsConnector } from './sentinels-connector.js';
import type { TrustedAuthorities } from './trusted-authorities.js';

const RECONNECT = {
  connectTimeout: 5000,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2000),
} satisfies RedisOptions;

/** How a producer connects: a command fails at once while Redis is away, because a request is waiting for it. */
export function producerConnection(url: string, trusted: TrustedAuthorities = {}): Redis {
  const options = { ...RECONNECT, enableOfflineQueue: false, maxRetriesPerRequest: 1 };
  const set = sentinelOptions(url, trusted);
  const client = set
    ? new Redis({ ...options, ...set })
    : new Redis(url, { ...options, ...serverOptions(url, trusted) });
  announceAvailability(client, 'queue');
  leaveSilent(client);
  return client;
}

/** How a worker connects: it waits for Redis to come back for as long as it takes, as BullMQ demands. */
export function workerConnection(url: string, trusted: TrustedAuthorities = {}) {
  const target = sentinelOptions(url, trusted) ?? { url, ...serverOptions(url, trusted) };
  return { ...RECONNECT, ...target, maxRetriesPerRequest: null };
}

function serverOptions(url: string, trusted: TrustedAuthorities) {
  return url.startsWith('rediss:') ? { tls: trusted } : undefined;
}

/** How the primary of a set is found and followed, where the URL names sentinels. */
function sentinelOptions(url: string, trusted: TrustedAuthorities) {
  const set = parseSentinelUrl(url);
  if (!set) return undefined;
  const { sentinels, name, database, tls, username, password } = set;
  return {
    ...{ sentinels, name, db: database, username, password },
    sentinelUsername: set.sentinelUsername,
    sentinelPassword: set.sentinelPassword,
    ...(tls && { tls: trusted, sentinelTLS: trusted, enableTLSForSentinelMode: true }),
    Connector: SentinelsConnector,
    // One that hangs would be waited for. The connector keeps this from those that listen for a change.
    sentinelCommandTimeout: 1000,
    sentinelRetryStrategy: (attempt: number) => Math.min(attempt * 100, 1000),
    // A primary that hangs does not say that another has taken its place; sentinels do, sooner than silence does.
    failoverDetector: true,
  } satisfies RedisOptions;
}
