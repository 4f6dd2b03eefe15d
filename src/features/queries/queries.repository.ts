import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import { readRows } from '../../platform/database/read-rows.js';
import { QUERY_SORTS, type QuerySort } from './query-sorts.js';

export interface QueryFilter {
  /** Not before. */
  from: Date;
  /** Before. */
  to: Date;
  role?: string;
  route?: string;
}

/** All statements of one fingerprint, each counted as often as it stands for others. */
export interface QueryStats {
  fingerprint: string;
  /** Null while only the log is written, and not yet the shape. */
  shape: string | null;
  explainable: boolean;
  count: number;
  failures: number;
  rows: number;
  totalMs: number;
  meanMs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
  lastSeenAt: Date;
  routes: string[];
  roles: string[];
}

export interface StoredQuery {
  fingerprint: string;
  /** Null for what is no SELECT. */
  statement: string | null;
}

/** Reads the query log; `platform/query-log` writes it. */
@Injectable()
export class QueriesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** One statement, over the days that the times touch. */
  list({ from, to, role, route }: QueryFilter, sort: QuerySort, limit: number): Promise<QueryStats[]> {
    const parameters = [from, to, role ?? null, route ?? null, limit];
    return readRows(this.dataSource, listSql(QUERY_SORTS[sort]), parameters);
  }

  async find(fingerprint: string): Promise<StoredQuery | undefined> {
    const sql = 'SELECT fingerprint, statement FROM query_shapes WHERE fingerprint = $1';
    const ask = () => readRows<StoredQuery>(this.dataSource, sql, [fingerprint]);
    const [found] = await ask();
    // One that has just been listed by another replica is there all the same.
    return found ?? (await readPrimary(ask))[0];
  }
}

// The middle of the times is looked for among the statements that are shown only: that takes sorting them.
const listSql = (order: string) => `
  WITH part AS NOT MATERIALIZED (
    SELECT * FROM query_log
    WHERE occurred_at >= $1 AND occurred_at < $2
      AND ($3::text IS NULL OR role = $3) AND ($4::text IS NULL OR origin = $4)
  ), summed AS (
    SELECT fingerprint, sum(weight::float8) AS count, sum(weight::float8 * duration_ms) AS total_ms,
           sum(weight::float8) FILTER (WHERE failed) AS failures, sum(weight::float8 * rows) AS rows,
           max(duration_ms) AS max_ms, max(occurred_at) AS last_seen,
           (array_agg(DISTINCT origin) FILTER (WHERE origin IS NOT NULL))[:20] AS routes,
           array_agg(DISTINCT role) AS roles
    FROM part GROUP BY fingerprint
  ), top AS (
    SELECT *, ${order} AS place FROM summed ORDER BY place DESC, fingerprint LIMIT $5
  ), ranked AS (
    SELECT fingerprint, duration_ms,
           sum(weight::float8) OVER (PARTITION BY fingerprint ORDER BY duration_ms) / top.count AS reached
    FROM part JOIN top USING (fingerprint)
  ), percentiles AS (
    SELECT fingerprint, min(duration_ms) FILTER (WHERE reached >= 0.5) AS p50,
           min(duration_ms) FILTER (WHERE reached >= 0.95) AS p95, min(duration_ms) FILTER (WHERE reached >= 0.99) AS p99
    FROM ranked GROUP BY fingerprint
  )
  SELECT fingerprint, shape, statement IS NOT NULL AS explainable, round(count) AS count,
         round(coalesce(failures, 0)) AS failures, round(rows) AS rows, total_ms AS "totalMs",
         total_ms / count AS "meanMs", p50 AS "p50Ms", p95 AS "p95Ms", p99 AS "p99Ms", max_ms AS "maxMs",
         last_seen AS "lastSeenAt", coalesce(routes, '{}') AS routes, roles
  FROM top JOIN percentiles USING (fingerprint) LEFT JOIN query_shapes USING (fingerprint)
  ORDER BY place DESC, fingerprint`;
