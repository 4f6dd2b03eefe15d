import type { QueryStats } from './queries.repository.js';

/** Statements that differ in nothing but their values. Times are in milliseconds, counts are of all and not of the sample. */
export class QueryStatsDto {
  /** @example 5f0c1c1e6f0e */
  fingerprint!: string;

  /**
   * The SQL with every value replaced.
   * @example "SELECT id FROM users WHERE id = $1"
   */
  shape!: string;

  /**
   * Whether its plan can be asked for: it is one SELECT.
   * @example true
   */
  explainable!: boolean;

  /**
   * How often it was sent, about: each one that was kept stands for those that were not.
   * @example 4200
   */
  count!: number;

  /**
   * How many of them failed.
   * @example 0
   */
  failures!: number;

  /**
   * Rows that they returned or changed, all together.
   * @example 4200
   */
  rows!: number;

  /** @example 1890.5 */
  totalMs!: number;

  /** @example 0.45 */
  meanMs!: number;

  /** @example 0.4 */
  p50Ms!: number;

  /** @example 0.9 */
  p95Ms!: number;

  /** @example 2.1 */
  p99Ms!: number;

  /** @example 31.5 */
  maxMs!: number;

  /** @example 2026-01-31T09:30:00.000Z */
  lastSeenAt!: Date;

  /**
   * Which routes and jobs sent it, 20 at the most.
   * @example ["GET /api/v1/users/:id", "user.welcome"]
   */
  routes!: string[];

  /**
   * What it ran on: primary, replica, or a server that was on its way out.
   * @example ["replica"]
   */
  roles!: string[];

  constructor(stats: QueryStats) {
    const { shape, totalMs, meanMs, p50Ms, p95Ms, p99Ms, maxMs, ...rest } = stats;
    Object.assign(this, rest, { shape: shape ?? '' });
    for (const [name, ms] of Object.entries({ totalMs, meanMs, p50Ms, p95Ms, p99Ms, maxMs }))
      Object.assign(this, { [name]: Math.round(ms * 1000) / 1000 });
  }
}

/** What the list is about. */
export class QueryWindowDto {
  /** @example 2026-01-31T08:30:00.000Z */
  from!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  to!: Date;

  /** @example 20 */
  limit!: number;
}

export class QueryStatsListDto {
  data!: QueryStatsDto[];
  meta!: QueryWindowDto;
}
