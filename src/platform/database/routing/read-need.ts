import { currentContext } from '../../context/request-context.js';
import type { DatabaseCluster } from '../nodes/cluster.js';
import { readPreference } from './read-preference.js';
import type { ReadNeed } from './read-selector.js';

const ANY: ReadNeed = { kind: 'any' };
const PRIMARY: ReadNeed = { kind: 'primary' };

/** What the next read of the running request or job needs; a promise only while a write's position is being asked. */
export function currentNeed(cluster: DatabaseCluster): ReadNeed | Promise<ReadNeed> {
  const preference = readPreference();
  if (preference === 'primary') return PRIMARY;
  const consistency = preference === 'stale' ? undefined : currentContext()?.consistency;
  if (!consistency) return ANY;
  if (consistency.latest) return PRIMARY;
  if (consistency.pending) return consistency.settle().then(() => currentNeed(cluster));
  if (!consistency.required) return ANY;
  const lsn = cluster.onCurrentTimeline(consistency.required);
  return lsn === undefined ? PRIMARY : { kind: 'position', lsn };
}
