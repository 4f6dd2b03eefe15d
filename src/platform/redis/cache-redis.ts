import { createClient } from 'redis';
import { announceAvailability } from './availability.js';

export type CacheRedis = ReturnType<typeof createCacheRedis>;

/** A connection to the cache Redis. Commands fail at once while it is away; it reconnects by itself. */
export function createCacheRedis(url: string) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 2000, reconnectStrategy: (attempt) => Math.min(attempt * 100, 2000) },
  });
  announceAvailability(client, 'cache');
  return client;
}
