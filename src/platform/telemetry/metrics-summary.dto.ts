import { percentile } from './percentile.js';
import type { RouteTimes } from './request-times.js';

/** Requests since the process began. */
export class RequestSummaryDto {
  /**
   * How many were answered, or given up by their client.
   * @example 4200
   */
  requests!: number;

  /**
   * Of those, answered with 4xx or given up by their client.
   * @example 12
   */
  refused!: number;

  /**
   * Of those, answered with 5xx.
   * @example 0
   */
  errors!: number;

  /**
   * Mean time in milliseconds.
   * @example 3.2
   */
  meanMs!: number;

  /**
   * Half of them took no longer; this and the next two are estimated from a histogram.
   * @example 2.4
   */
  p50Ms!: number;

  /** @example 8.1 */
  p95Ms!: number;

  /** @example 19.5 */
  p99Ms!: number;

  constructor({ requests, refused, errors, totalSeconds, reached }: Omit<RouteTimes, 'method' | 'route'>) {
    Object.assign(this, { requests, refused, errors });
    this.meanMs = milliseconds(requests === 0 ? 0 : totalSeconds / requests);
    this.p50Ms = milliseconds(percentile(reached, 0.5));
    this.p95Ms = milliseconds(percentile(reached, 0.95));
    this.p99Ms = milliseconds(percentile(reached, 0.99));
  }
}

export class RouteSummaryDto extends RequestSummaryDto {
  /** @example GET */
  method!: string;

  /**
   * Its template; `none` for paths that lead nowhere.
   * @example /api/v1/users/:id
   */
  route!: string;

  constructor(times: RouteTimes) {
    super(times);
    this.method = times.method;
    this.route = times.route;
  }
}

/** The requests to this process. */
export class MetricsSummaryDto {
  /**
   * When the process began to count.
   * @example 2026-01-31T09:30:00.000Z
   */
  since!: Date;

  total!: RequestSummaryDto;

  /** The routes that took most time in all first. */
  routes!: RouteSummaryDto[];

  constructor(routes: readonly RouteTimes[]) {
    this.since = new Date(Math.round(performance.timeOrigin));
    this.total = new RequestSummaryDto(totalOf(routes));
    this.routes = routes.map((each) => new RouteSummaryDto(each));
  }
}

function totalOf(routes: readonly RouteTimes[]): Omit<RouteTimes, 'method' | 'route'> {
  const sum = (of: (times: RouteTimes) => number) => routes.reduce((total, times) => total + of(times), 0);
  const [first] = routes;
  return {
    requests: sum(({ requests }) => requests),
    refused: sum(({ refused }) => refused),
    errors: sum(({ errors }) => errors),
    totalSeconds: sum(({ totalSeconds }) => totalSeconds),
    // All routes have the same buckets.
    reached: (first?.reached ?? []).map(({ seconds }, index) => ({
      seconds,
      requests: sum(({ reached }) => reached[index]?.requests ?? 0),
    })),
  };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e5) / 100;
}
