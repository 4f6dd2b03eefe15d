import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/app-error.js';
import type { DatabaseCluster } from '../nodes/cluster.js';
import type { DatabaseNode } from '../nodes/database-node.js';
import type { Lease } from '../nodes/node-pool.js';
import { currentNeed } from './read-need.js';
import { type ReadNeed, selectNode } from './read-selector.js';
import { poolTimeouts, poolWait, positionWait, readFallbacks } from '../nodes/cluster-metrics.js';

/** A connection in use, and the node it leads to. */
export interface NodeLease extends Lease {
  node: DatabaseNode;
}

/** Hands out connections: to the primary for writes, to the node that fits for reads. */
export class ConnectionRouter {
  #turn = 0;

  constructor(readonly cluster: DatabaseCluster) {}

  /** Throws AppError `database_unavailable` when there is no primary within the time a write may wait. */
  async acquirePrimary(): Promise<NodeLease> {
    return this.#acquire(async () => ({ kind: 'primary' }));
  }

  /** Throws AppError `database_unavailable` when no node can serve the read in time. */
  async acquireRead(): Promise<NodeLease> {
    return this.#acquire(() => currentNeed(this.cluster));
  }

  async #acquire(need: () => ReadNeed | Promise<ReadNeed>): Promise<NodeLease> {
    const deadline = performance.now() + this.cluster.options.primaryWaitMs;
    for (;;) {
      const lease = await this.#tryOnce(await need());
      if (lease) return lease;
      const selectable = this.cluster.nodes.some(({ role }) => role !== 'out');
      if (performance.now() > deadline) throw unavailable();
      if (!this.cluster.primary || !selectable) await this.cluster.changed(deadline);
    }
  }

  async #tryOnce(need: ReadNeed): Promise<NodeLease | undefined> {
    const choice = selectNode(this.cluster.nodes, need, this.#turn++);
    if (!choice) return undefined;
    if (need.kind !== 'primary' && choice.node.role === 'primary') readFallbacks.inc({ cause: 'no_replica' });
    const lease = await this.#lease(choice.node);
    if (!lease || choice.proof === 'proven' || need.kind !== 'position') return lease;
    if (await this.#replays(lease, need.lsn)) return lease;
    lease.release();
    readFallbacks.inc({ cause: 'position' });
    return this.#tryOnce({ kind: 'primary' });
  }

  // Undefined when the node cannot be reached: it has left by then, and the next choice is another.
  async #lease(node: DatabaseNode): Promise<NodeLease | undefined> {
    // Most find one idle, and a histogram costs as much as all the rest of this.
    const startedAt = node.pool.counts().idle > 0 ? undefined : performance.now();
    try {
      return Object.assign(await node.pool.acquire(), { node });
    } catch (error) {
      const full = fullness(node, error);
      if (!full) {
        this.cluster.trouble(node);
        return undefined;
      }
      poolTimeouts.inc({ node: node.name, cause: full });
      throw error;
    } finally {
      if (startedAt !== undefined)
        poolWait.observe({ node: node.name }, (performance.now() - startedAt) / 1000);
    }
  }

  /** Whether the node has replayed the position, or does so within the time that a read may wait. */
  async #replays(lease: NodeLease, lsn: bigint): Promise<boolean> {
    const { node } = lease;
    const startedAt = performance.now();
    const { positionWaitMs } = this.cluster.options;
    try {
      for (;;) {
        await node.askPosition(lease);
        const waitedMs = performance.now() - startedAt;
        const reached = node.provenLsn !== undefined && node.provenLsn >= lsn;
        // Whoever is far behind will not catch up in this time.
        const hopeless = waitedMs > positionWaitMs || node.lagMs > 5 * positionWaitMs;
        if (reached || hopeless) {
          positionWait.observe({ outcome: reached ? 'replica' : 'primary' }, waitedMs / 1000);
          return reached;
        }
        await sleep(1);
      }
    } catch {
      this.cluster.trouble(node);
      return false;
    }
  }
}

// A pool or a server without a free connection says nothing against the node.
function fullness({ pool }: DatabaseNode, error: unknown): 'pool' | 'server' | undefined {
  if ((error as { code?: string }).code === '53300') return 'server';
  return pool.exhausted ? 'pool' : undefined;
}

function unavailable(): AppError {
  return new AppError('unavailable', 'database_unavailable', 'The database cannot be reached.', {
    retryAfter: 1,
  });
}
