import { Counter, Gauge, Histogram } from 'prom-client';
import type { DatabaseNode } from './database-node.js';
import type { NodeFacts } from './node-facts.js';

const lagBytes = new Gauge({
  name: 'groundwork_database_replica_lag_bytes',
  help: 'WAL that the primary has written and the replica has not replayed',
  labelNames: ['node'],
});

const lagSeconds = new Gauge({
  name: 'groundwork_database_replica_lag_seconds',
  help: 'Time since the primary wrote what the replica has not replayed',
  labelNames: ['node'],
});

const connections = new Gauge({
  name: 'groundwork_database_connections',
  help: 'Pooled connections by node and use, and requests that wait for one',
  labelNames: ['node', 'state'],
});

const poolMax = new Gauge({
  name: 'groundwork_database_pool_max',
  help: 'Connections that the pool of a node may have, by the role it has now',
  labelNames: ['node'],
});

const up = new Gauge({
  name: 'groundwork_database_node_up',
  help: '1 for the role that a node has now, else 0',
  labelNames: ['node', 'role'],
});

/** Time to get a connection from the pool of a node when none was idle. */
export const poolWait = new Histogram({
  name: 'groundwork_database_pool_wait_seconds',
  help: 'Time until a connection was handed out, or refused, when none was idle',
  labelNames: ['node'],
  buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
});

/** Waits that ended without a connection. cause: pool (all were in use), server (it takes no more). */
export const poolTimeouts = new Counter({
  name: 'groundwork_database_pool_timeouts_total',
  help: 'Requests for a connection that got none because all were in use',
  labelNames: ['node', 'cause'],
});

/** Reads that no replica could serve. cause: no_replica, position. */
export const readFallbacks = new Counter({
  name: 'groundwork_database_read_fallbacks_total',
  help: 'Reads that went to the primary because no replica could serve them',
  labelNames: ['cause'],
});

/** Reads begun again on another node. cause: connection, conflict, read_only. */
export const readRetries = new Counter({
  name: 'groundwork_database_read_retries_total',
  help: 'Reads that were begun again on another node',
  labelNames: ['cause'],
});

/** Time that reads waited for a replica to replay what they must see. outcome: replica, primary. */
export const positionWait = new Histogram({
  name: 'groundwork_database_position_wait_seconds',
  help: 'Time a read waited for a replica to replay a position, by who served it at last',
  labelNames: ['outcome'],
  buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1],
});

/** Records how a node is; called whenever anything was heard of any node. */
export function recordNode(node: DatabaseNode, primary: NodeFacts | undefined): void {
  const { name, facts, lagMs, pool } = node;
  if (facts?.recovering && primary) {
    lagBytes.set({ node: name }, Math.max(0, Number(primary.lsn - facts.lsn)));
    lagSeconds.set({ node: name }, lagMs / 1000);
  }
  const { inUse, idle, waiting } = pool.counts();
  connections.set({ node: name, state: 'in_use' }, inUse);
  connections.set({ node: name, state: 'idle' }, idle);
  connections.set({ node: name, state: 'waiting' }, waiting);
  poolMax.set({ node: name }, pool.max);
  for (const role of ['primary', 'replica', 'out'] as const)
    up.set({ node: name, role }, node.role === role ? 1 : 0);
}
