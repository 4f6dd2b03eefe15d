import { eventually } from './eventually.ts';
import { sql } from './sql.ts';

export interface LoggedQuery {
  fingerprint: string;
  shape: string;
  statement: string | null;
  duration_ms: number;
  rows: number;
  failed: boolean;
  node: string;
  role: string;
  origin: string | null;
  request_id: string | null;
  weight: number;
  age_ms: number;
}

/** What the query log holds of a request, as soon as it is written. */
export function loggedOf(requestId: string): Promise<LoggedQuery[]> {
  return eventually(async () => {
    const rows = await logged('request_id = $1', [requestId]);
    return rows.length > 0 && rows;
  }, 20_000);
}

export function logged(condition = 'true', parameters: unknown[] = []): Promise<LoggedQuery[]> {
  return sql<LoggedQuery>(
    `SELECT *, extract(epoch FROM now() - occurred_at)::float8 * 1000 AS age_ms
     FROM query_log LEFT JOIN query_shapes USING (fingerprint) WHERE ${condition} ORDER BY occurred_at`,
    parameters,
  );
}

/** A number of the metrics, all its labels added up. */
export function metric(text: string, name: string, label = ''): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(name) && line.includes(label))
    .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
}
