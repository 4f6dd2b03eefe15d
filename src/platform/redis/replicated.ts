import type { Redis } from 'ioredis';

const PATIENCE_MS = 1000;

/**
 * Resolves when a replica has what was written over this connection, so that it outlives the primary. Without sentinels
 * nobody takes its place, and a primary that has lost its replicas goes on alone.
 */
export async function replicated(redis: Redis): Promise<void> {
  if (!redis.options.sentinels?.length) return;
  if ((await redis.wait(1, PATIENCE_MS)) > 0) return;
  if (!/^connected_slaves:0\r?$/m.test(await redis.info('replication')))
    throw new Error('no replica has what was written');
}
