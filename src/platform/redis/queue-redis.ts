import { type RedisOptions, Redis } from 'ioredis';
import { announceAvailability } from './availability.js';

const RECONNECT = {
  connectTimeout: 5000,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2000),
} satisfies RedisOptions;

/** How a producer connects: a command fails at once while Redis is away, because a request is waiting for it. */
export function producerConnection(url: string): Redis {
  const client = new Redis(url, { ...RECONNECT, enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  announceAvailability(client, 'queue');
  return client;
}

/** How a worker connects: it waits for Redis to come back for as long as it takes, as BullMQ demands. */
export function workerConnection(url: string) {
  return { ...RECONNECT, url, maxRetriesPerRequest: null };
}
