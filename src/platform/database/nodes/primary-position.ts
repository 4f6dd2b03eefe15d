import type { WalPosition } from '../../../shared/wal-position.js';
import { POSITION_SQL, readPosition } from '../log-position.js';
import type { DatabaseCluster } from './cluster.js';
import { withPrimary } from './with-primary.js';

/** Where the primary's log is now: every commit that anybody was told of is before that. */
export async function primaryPosition(cluster: DatabaseCluster): Promise<WalPosition> {
  const { rows } = await withPrimary(cluster, (client) => client.ask(POSITION_SQL, 'gw_position'));
  return readPosition(rows[0]);
}
