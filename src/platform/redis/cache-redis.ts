import { createClient } from 'redis';
import { isSentinelUrl, parseSentinelUrl } from '../../shared/sentinel-url.js';
import { announceAvailability } from './availability.js';
import { FollowedPrimary } from './followed-primary.js';
import { followingClient } from './following-client.js';
import { type Address, PrimaryAddress } from './primary-address.js';

export type CacheRedis = ReturnType<typeof oneServer>;

/**
 * A connection to the cache Redis. Commands fail at once while it is away; it reconnects by itself. Where sentinels
 * watch a set of servers, it is a connection to their primary, whichever that is.
 */
export function createCacheRedis(url: string): CacheRedis {
  const client = isSentinelUrl(url) ? primaryOf(url) : oneServer({ url });
  announceAvailability(client, 'cache');
  return client;
}

function oneServer(server: Parameters<typeof createClient>[0]) {
  return createClient({
    ...server,
    disableOfflineQueue: true,
    // Else each command gets an AbortSignal of its own, which costs three times the command. Whoever asks waits for a
    // time of their own: RedisFallback, within().
    commandOptions: { timeout: undefined },
    socket: {
      connectTimeout: 2000,
      reconnectStrategy: (attempt) => Math.min(attempt * 100, 2000),
      ...server?.socket,
    },
  });
}

function primaryOf(url: string): CacheRedis {
  const set = parseSentinelUrl(url);
  if (!set) throw new Error('not the URL of sentinels');
  const { username, password, database, tls } = set;
  const open = ({ host, port }: Address) =>
    oneServer({ username, password, database, socket: { host, port, ...(tls && { tls }) } });
  return followingClient(new FollowedPrimary(new PrimaryAddress(set), open));
}
