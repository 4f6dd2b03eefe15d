import type { Redis } from 'ioredis';

const PATIENCE_MS = 1000;
// Replicas say once a second how far they are. Redis goes on counting one that is silent for a minute.
const SILENT_SECONDS = 3;

/**
 * Resolves when a replica has what was written over this connection, so that it outlives the primary. Without sentinels
 * nobody takes its place, and a primary that has lost its replicas, or hears nothing of them, goes on alone.
 */
export async function replicated(redis: Redis): Promise<void> {
  if (!redis.options.sentinels?.length) return;
  if (!hasReplica(await redis.info('replication'))) return;
  if ((await redis.wait(1, PATIENCE_MS)) > 0) return;
  if (hasReplica(await redis.info('replication'))) throw new Error('no replica has what was written');
}

/** Whether there is one that lives, by `slave0:ip=10.0.0.7,port=6379,state=online,offset=4711,lag=0`. */
function hasReplica(replication: string): boolean {
  const lags = [...replication.matchAll(/^slave\d+:.*state=online.*lag=(-?\d+)/gm)].map(([, lag]) =>
    Number(lag),
  );
  return lags.some((lag) => lag >= 0 && lag <= SILENT_SECONDS);
}
