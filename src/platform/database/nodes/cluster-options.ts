import type pg from 'pg';
import { integerTypes } from '../integer-types.js';
import { StatementClient, type StatementObserver } from '../statement-client.js';
import { StatementNames } from '../statement-names.js';
import { DatabaseNode } from './database-node.js';
import { countStatement } from './statement-counts.js';
import type { LagLimits } from './verdict.js';

/** How to reach the nodes, and the limits within which they serve. */
export interface ClusterOptions extends LagLimits {
  /** Which one is the primary is found by asking. */
  urls: readonly string[];
  /** Connections to the primary, and to each replica, at the most. */
  poolMax: number;
  replicaPoolMax: number;
  connectTimeoutMs: number;
  /** 0 lets statements run without limit. */
  statementTimeoutMs: number;
  /** Whether reads that come often are prepared, which a pooler in transaction mode may not allow. */
  preparedStatements: boolean;
  probeIntervalMs: number;
  probeTimeoutMs: number;
  /** How long a write waits for a primary before it fails. */
  primaryWaitMs: number;
  /** How long a read waits for a replica to replay what it must see before it goes to the primary. */
  positionWaitMs: number;
}

export function clusterNodes(
  options: ClusterOptions,
  onTrouble: (node: DatabaseNode) => void,
  observe?: StatementObserver,
): DatabaseNode[] {
  const names = new StatementNames();
  return options.urls.map((url, index) => {
    const name = `node-${index + 1}`;
    const node: DatabaseNode = new DatabaseNode(
      name,
      new URL(url).host,
      {
        connectionString: url,
        // pg's types say that a client takes no configuration; its pool gives it one.
        Client: StatementClient as unknown as new () => pg.ClientBase,
        types: integerTypes,
        max: options.poolMax,
        connectionTimeoutMillis: options.connectTimeoutMs,
        application_name: 'groundwork',
        ...(options.statementTimeoutMs > 0 && {
          statement_timeout: options.statementTimeoutMs,
          idle_in_transaction_session_timeout: 2 * options.statementTimeoutMs,
        }),
        ...(options.preparedStatements && { names }),
        onStatement: (sql, durationMs, failed, rows) => {
          countStatement(node, sql);
          observe?.(sql, durationMs, failed, rows, node);
        },
      },
      options.probeTimeoutMs,
      onTrouble,
    );
    return node;
  });
}
