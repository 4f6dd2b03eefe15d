import { Counter } from 'prom-client';
import { currentContext } from '../../context/request-context.js';
import type { DatabaseNode } from './database-node.js';
import type { NodeState } from './verdict.js';

type Role = NodeState['role'];
type Kind = 'read' | 'write' | 'transaction' | 'other';

// Plain numbers: to find the labels of a statement would take longer than to choose its node.
const countsByNode = new Map<string, Record<Role, Record<Kind, number>>>();

new Counter({
  name: 'groundwork_database_statements_total',
  help: 'Statements by node, its role at that time, and kind',
  labelNames: ['node', 'role', 'kind'],
  collect() {
    this.reset();
    for (const [node, counts] of countsByNode) {
      for (const [role, kinds] of Object.entries(counts)) {
        for (const [kind, count] of Object.entries(kinds))
          if (count > 0) this.inc({ node, role, kind }, count);
      }
    }
  },
});

export function countStatement({ name, role }: DatabaseNode, sql: string): void {
  const counts = countsByNode.get(name) ?? startCounting(name);
  counts[role][kindOf(sql)] += 1;
  currentContext()?.database.nodes.add(role === 'primary' ? 'primary' : name);
}

function startCounting(node: string): Record<Role, Record<Kind, number>> {
  const none = () => ({ read: 0, write: 0, transaction: 0, other: 0 });
  const counts = { primary: none(), replica: none(), out: none() };
  countsByNode.set(node, counts);
  return counts;
}

function kindOf(sql: string): Kind {
  if (/^\s*SELECT/i.test(sql)) return 'read';
  if (/^\s*(INSERT|UPDATE|DELETE|MERGE|WITH)/i.test(sql)) return 'write';
  return /^\s*(START|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/i.test(sql) ? 'transaction' : 'other';
}
