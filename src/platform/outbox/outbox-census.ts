import type { DatabaseCluster } from '../database/nodes/cluster.js';
import { withPrimary } from '../database/nodes/with-primary.js';

export interface OutboxCensus {
  rows: number;
  oldestSeconds: number;
}

// The outbox is empty nearly always; where it is not, so many are enough to know.
const CENSUS = `
  SELECT count(*)::integer AS rows,
         coalesce(greatest(0, extract(epoch FROM now() - min(created_at))), 0)::float8 AS "oldestSeconds"
  FROM (SELECT created_at FROM outbox WHERE queue = ANY($1) LIMIT 100000) AS part`;

/** Of the rows of these queues. Undefined while all connections are in use: requests come first. */
export async function takeOutboxCensus(
  cluster: DatabaseCluster,
  queues: readonly string[],
): Promise<OutboxCensus | undefined> {
  if (!cluster.primary || cluster.primary.pool.exhausted) return undefined;
  const { rows } = await withPrimary(cluster, (client) => client.ask(CENSUS, 'gw_outbox_census', [queues]));
  return rows[0] as OutboxCensus;
}
