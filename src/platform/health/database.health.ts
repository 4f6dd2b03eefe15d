import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';
import { DatabaseCluster } from '../database/nodes/cluster.js';
import type { DatabaseNode } from '../database/nodes/database-node.js';

/** Says how the PostgreSQL servers are, by what they answered when they were last asked. */
@Injectable()
export class DatabaseHealth {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly cluster: DatabaseCluster,
  ) {}

  /** Without any server nothing works: down. Without a primary reads go on: degraded. */
  database: HealthIndicatorFunction = () => {
    const { cluster } = this;
    const session = this.indicator.check('database');
    if (cluster.primary) return session.up();
    if (cluster.nodes.some(({ role }) => role === 'replica')) {
      return session.degraded({ message: 'there is no primary: reads are served, writes are not' });
    }
    return session.down({ message: 'no server can be reached' });
  };

  /** One indicator for each server. Without one the others serve: degraded. */
  nodes(): HealthIndicatorFunction[] {
    return this.cluster.nodes.map((node) => () => {
      const session = this.indicator.check(node.name);
      const { state } = node;
      if (state.role === 'out') return session.degraded({ role: 'out', message: state.cause });
      return session.up({ role: state.role, ...(state.role === 'replica' && this.#lagOf(node)) });
    });
  }

  #lagOf(node: DatabaseNode): { lagBytes?: number; lagMs: number } {
    const primary = this.cluster.primary?.facts;
    const lagBytes = primary && node.facts ? Math.max(0, Number(primary.lsn - node.facts.lsn)) : undefined;
    return { lagBytes, lagMs: Math.round(node.lagMs) };
  }
}
