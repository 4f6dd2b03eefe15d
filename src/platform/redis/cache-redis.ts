import { isSentinelUrl, parseSentinelUrl } from '../../shared/sentinel-url.js';
import { announceAvailability } from './availability.js';
import { type CacheRedis, oneServer } from './cache-client.js';
import { FollowedPrimary } from './followed-primary.js';
import { followingClient } from './following-client.js';
import { type Address, PrimaryAddress } from './primary-address.js';
import type { TrustedAuthorities } from './trusted-authorities.js';

/**
 * A connection to the cache Redis. Commands fail at once while it is away; it reconnects by itself. Where sentinels
 * watch a set of servers, it is a connection to their primary, whichever that is.
 *
 * @param trusted whose certificates are believed where the URL asks for TLS
 */
export function createCacheRedis(url: string, trusted: TrustedAuthorities = {}): CacheRedis {
  const client = isSentinelUrl(url)
    ? primaryOf(url, trusted)
    : oneServer({ url, ...(url.startsWith('rediss:') && { socket: { tls: true, ...trusted } }) });
  announceAvailability(client, 'cache');
  return client;
}

function primaryOf(url: string, trusted: TrustedAuthorities): CacheRedis {
  const set = parseSentinelUrl(url);
  if (!set) throw new Error('not the URL of sentinels');
  const { username, password, database, tls } = set;
  const secured = tls ? ({ tls: true, ...trusted } as const) : {};
  const open = ({ host, port }: Address) =>
    oneServer({ username, password, database, socket: { host, port, ...secured } });
  return followingClient(new FollowedPrimary(new PrimaryAddress(set, secured), open));
}
