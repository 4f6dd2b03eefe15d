import { RESP_TYPES } from 'redis';
import type { CacheRedis } from './cache-client.js';

type Scripts = Pick<CacheRedis, 'eval' | 'evalSha'>;

const views = new WeakMap<CacheRedis, Scripts>();

/** The same connection, whose texts come as they were sent: for what is passed on and not read. */
export function byteReplies(redis: CacheRedis): Scripts {
  const view = views.get(redis) ?? redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  views.set(redis, view);
  return view;
}
