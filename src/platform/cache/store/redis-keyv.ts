import { type CacheManagerStore, KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import { Keyv } from 'keyv';
import type { CacheRedis } from '../../redis/cache-client.js';

/**
 * A store of cache-manager in cache Redis, which throws what goes wrong.
 *
 * @param namespace stands before its keys, so that nobody else's are meant; without it keys are taken as they are
 */
export function redisKeyv(client: CacheRedis, namespace?: string): Keyv {
  // The adapter was made for an older client, of which it calls what the newer has as well.
  const adapter = redisInsStore(client as never) as unknown as CacheManagerStore;
  const keyv = new Keyv({
    store: new KeyvAdapter(adapter),
    // The adapter makes JSON of values; Keyv would make JSON of that again.
    serialize: undefined,
    deserialize: undefined,
    throwOnErrors: true,
    ...(namespace === undefined ? { useKeyPrefix: false } : { namespace }),
  });
  // What goes wrong is thrown as well; without a listener it would end the process.
  keyv.on('error', () => {});
  return keyv;
}
