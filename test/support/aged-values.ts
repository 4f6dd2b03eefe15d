import { createClient } from 'redis';
import type { CacheEntry } from '../../src/platform/cache/store/cache-entry.js';

/** Lets what cache Redis has of these keys, `v1:user:123`, be as `lateMs` after its freshness has run out. */
export async function age(cacheUrl: string, keys: string[], lateMs: number): Promise<void> {
  const client = await createClient({ url: cacheUrl }).connect();
  try {
    for (const key of keys) {
      const { value } = JSON.parse((await client.get(key)) ?? 'null') as { value: CacheEntry };
      const passedMs = value.freshUntil - Date.now() + lateMs;
      const aged = { ...value, storedAt: value.storedAt - passedMs, freshUntil: value.freshUntil - passedMs };
      const leftMs = (await client.pTTL(key)) - passedMs;
      if (leftMs > 0) await client.set(key, JSON.stringify({ value: aged }), { PX: leftMs });
      else await client.del(key);
    }
    // Whole answers end before the values that they were made of.
    for await (const answers of client.scanIterator({ MATCH: 'answer:*' }))
      if (answers.length > 0) await client.del(answers);
  } finally {
    client.destroy();
  }
}
