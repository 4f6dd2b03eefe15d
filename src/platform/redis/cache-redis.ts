import { isSentinelUrl, parseSentinelUrl } from '../../shared/sentinel-url.js';
import { announceAvailability } from './availability.js';
import { type CacheRedis, oneServer } from './cache-client.js';
import { FollowedPrimary } from './followed-primary.js';
import { followingClient } from './following-client.js';
import { type Address, PrimaryAddress } from './primary-address.js';

/**
 * A connection to the cache Redis. Commands fail at once while it is away; it reconnects by itself. Where sentinels
 * watch a set of servers, it is a connection to their primary, whichever that is.
 */
export function createCacheRedis(url: string): CacheRedis {
  const client = isSentinelUrl(url) ? primaryOf(url) : oneServer({ url });
  announceAvailability(client, 'cache');
  return client;
}

function primaryOf(url: string): CacheRedis {
  const set = parseSentinelUrl(url);
  if (!set) throw new Error('not the URL of sentinels');
  const { username, password, database, tls } = set;
  const open = ({ host, port }: Address) =>
    oneServer({ username, password, database, socket: { host, port, ...(tls && { tls }) } });
  return followingClient(new FollowedPrimary(new PrimaryAddress(set), open));
}
