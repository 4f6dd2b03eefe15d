import { Injectable } from '@nestjs/common';
import { AppError } from '../../shared/app-error.js';
import { DatabaseCluster } from '../database/nodes/cluster.js';
import type { DatabaseNode } from '../database/nodes/database-node.js';
import type { StatementClient } from '../database/statement-client.js';
import { explainFault, notExplainable } from './explain-faults.js';
import type { PlanNode } from './plan-text.js';

const NAME = 'gw_explained';
const BEGIN = 'BEGIN READ ONLY';
const LIMITS = `
  SELECT set_config('statement_timeout', '5s', true), set_config('lock_timeout', '1s', true),
         set_config('plan_cache_mode', 'force_generic_plan', true)`;
const TYPES = `SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = '${NAME}'`;
const VOLATILE = `SELECT proname FROM pg_proc WHERE provolatile = 'v' AND proname = ANY($1) LIMIT 1`;

export interface ExplainRequest {
  /** Where: a replica unless the primary is asked for. Without replicas always the primary. */
  role?: 'primary' | 'replica';
  /** One for each of the statement's, as PostgreSQL writes values of its type. Without them the plan is for any. */
  parameters?: readonly (string | null)[];
  /** Whether the statement is run, which needs the parameters. */
  analyze?: boolean;
}

export interface Explanation {
  node: string;
  role: DatabaseNode['role'];
  /** Types of the parameters, $1 first. */
  parameterTypes: string[];
  analyzed: boolean;
  plan: PlanNode;
  planningMs?: number;
  executionMs?: number;
}

interface ExplainRow {
  'QUERY PLAN': [{ Plan: PlanNode; 'Planning Time'?: number; 'Execution Time'?: number }];
}

/**
 * Asks PostgreSQL how it runs a statement. `statement` has to be one that this application sent itself; it is read in a
 * read-only transaction of a few seconds, and what could leave a trace is not run at all.
 */
@Injectable()
export class Explainer {
  constructor(private readonly cluster: DatabaseCluster) {}

  /** Throws `not_explainable`, `statement_too_slow`, `parameters_invalid` and `database_unavailable`. */
  async explain(statement: string, request: ExplainRequest): Promise<Explanation> {
    const node = this.#nodeFor(request.role);
    const lease = await node.pool.acquire();
    // A connection on which something failed still has what was prepared, and is not used again.
    let broken = true;
    try {
      const { name, role } = node;
      const explanation = { node: name, role, ...(await explainOn(lease.client, statement, request)) };
      broken = false;
      return explanation;
    } catch (error) {
      throw explainFault(error);
    } finally {
      lease.release(broken);
    }
  }

  #nodeFor(role: 'primary' | 'replica' = 'replica'): DatabaseNode {
    const { primary, nodes } = this.cluster;
    const node = (role === 'replica' ? nodes.find((each) => each.role === 'replica') : primary) ?? primary;
    if (node) return node;
    throw new AppError('unavailable', 'database_unavailable', 'The database cannot be reached.', {
      retryAfter: 1,
    });
  }
}

async function explainOn(client: StatementClient, statement: string, request: ExplainRequest) {
  const { parameters, analyze = false } = request;
  await client.ask(BEGIN);
  await client.ask(LIMITS);
  // Prepared first, because that takes one statement only and says what its parameters are.
  await client.ask(`PREPARE ${NAME} AS ${statement}`, undefined, []);
  const { rows } = await client.ask(TYPES);
  const { types } = rows[0] as { types: string[] };
  if (parameters || analyze) requireParameters(types, parameters ?? []);
  if (analyze) await requireHarmless(client, statement);
  const options = analyze ? 'ANALYZE, BUFFERS, FORMAT JSON' : 'FORMAT JSON';
  const answer =
    parameters || analyze
      ? await client.ask(`EXPLAIN (${options}) ${statement}`, undefined, [...(parameters ?? [])])
      : await client.ask(`EXPLAIN (${options}) EXECUTE ${NAME}${nothings(types.length)}`);
  await client.ask(`DEALLOCATE ${NAME}`);
  await client.ask('ROLLBACK');
  const [result] = (answer.rows as ExplainRow[])[0]?.['QUERY PLAN'] ?? [];
  if (!result) throw new Error('EXPLAIN has no answer');
  const { Plan: plan, 'Planning Time': planningMs, 'Execution Time': executionMs } = result;
  return { parameterTypes: types, analyzed: analyze, plan, planningMs, executionMs };
}

// The general plan looks at none of them.
function nothings(count: number): string {
  return count === 0 ? '' : `(${Array(count).fill('NULL').join(', ')})`;
}

function requireParameters(types: readonly string[], parameters: readonly (string | null)[]): void {
  if (types.length === parameters.length) return;
  const list = types.map((type, index) => `$${index + 1} ${type}`).join(', ');
  const message = `The statement takes ${types.length} parameters${list && `: ${list}`}; ${parameters.length} were given.`;
  throw new AppError('invalid', 'parameters_invalid', message, {
    errors: [{ field: 'parameters', code: 'parameters_invalid', message }],
  });
}

// A read-only transaction stops what writes tables, but not what takes a lock of the session or signals a process.
async function requireHarmless(client: StatementClient, statement: string): Promise<void> {
  const called = [...statement.matchAll(/([a-z_]\w*)"?\s*\(/gi)].map(([, name = '']) => name);
  const names = [...new Set([...called, ...called.map((name) => name.toLowerCase())])];
  const { rows } = await client.ask(VOLATILE, undefined, [names]);
  const [found] = rows as { proname: string }[];
  if (found)
    throw notExplainable(`The statement calls ${found.proname}(), which may have an effect: it is not run.`);
}
