import { RESP_TYPES } from 'redis';
import type { CacheRedis } from './cache-redis.js';

/** The same connection, whose texts come as they were sent: for what is passed on and not read. */
export function byteReplies(redis: CacheRedis): Pick<CacheRedis, 'eval' | 'evalSha'> {
  return redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }) as Pick<CacheRedis, 'eval' | 'evalSha'>;
}
