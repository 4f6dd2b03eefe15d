import type { Client } from 'pg';
import { median } from '../statistics.ts';
import { type PlanNode, summary } from './plan-nodes.ts';
import type { Statement } from './sent-statements.ts';

export interface Explained {
  /** How the table is read, in a few words. */
  how: string;
  /** Milliseconds of the server for executing it, without planning: the median of the runs. */
  ms: number;
  planningMs: number;
  /** Pages of 8 kB that were looked at, whether or not they were in memory. */
  pages: number;
  rows: number;
  /** What EXPLAIN (ANALYZE, BUFFERS) says, for people. */
  plan: string[];
}

interface Outcome {
  Plan: PlanNode;
  'Planning Time': number;
  'Execution Time': number;
}

/** Runs a statement that changes nothing several times, once more to warm up, and says how it went. */
export async function explain(
  client: Client,
  { sql, values }: Statement,
  { table, runs }: { table?: string; runs: number },
): Promise<Explained> {
  // Reading the clock at each row would cost most where most rows are read.
  const text = await client.query<Record<'QUERY PLAN', string>>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) ${sql}`,
    values,
  );
  const outcomes: Outcome[] = [];
  for (let run = 0; run < runs; run += 1) {
    const json = await client.query<Record<'QUERY PLAN', Outcome[]>>(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${sql}`,
      values,
    );
    outcomes.push(...(json.rows[0]?.['QUERY PLAN'] ?? []));
  }
  const last = outcomes.at(-1);
  if (!last) throw new Error('at least one run is needed');
  return {
    how: summary(last.Plan, table),
    ms: median(outcomes.map((outcome) => outcome['Execution Time'])),
    planningMs: median(outcomes.map((outcome) => outcome['Planning Time'])),
    pages: last.Plan['Shared Hit Blocks'] + last.Plan['Shared Read Blocks'],
    rows: last.Plan['Actual Rows'],
    plan: text.rows.map((row) => row['QUERY PLAN']),
  };
}

/** Whether the planner would use the index. */
export async function uses(client: Client, { sql, values }: Statement, index: string): Promise<boolean> {
  const { rows } = await client.query<Record<'QUERY PLAN', string>>(`EXPLAIN ${sql}`, values);
  return rows.some(
    (row) => row['QUERY PLAN'].includes(` ${index} `) || row['QUERY PLAN'].endsWith(` ${index}`),
  );
}
