import { Histogram } from 'prom-client';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const histogram = new Histogram({
  name: 'groundwork_http_request_duration_seconds',
  help: 'Time from the head of a request to the end of its answer, by route; 499: its client went away',
  labelNames: ['method', 'route', 'status'],
  buckets: BUCKETS,
});

export interface RequestEnd {
  method: string;
  /** The template of the route and never the path, so that there are only so many; undefined where there is none. */
  route: string | undefined;
  status: number;
  durationMs: number;
}

/** Counts a request that has ended. */
export function recordRequest({ method, route = 'none', status, durationMs }: RequestEnd): void {
  histogram.observe({ method, route, status }, durationMs / 1000);
}

/** All requests to one route, since the process began. */
export interface RouteTimes {
  method: string;
  route: string;
  requests: number;
  /** Answered with 4xx, or given up by their client. */
  refused: number;
  /** Answered with 5xx. */
  errors: number;
  totalSeconds: number;
  /** Seconds, and how many requests took no longer; each includes those before. */
  reached: { seconds: number; requests: number }[];
}

type Labels = Partial<Record<'method' | 'route' | 'status' | 'le', string | number>>;

/** What has been counted, the routes that took most time in all first. */
export async function routeTimes(): Promise<RouteTimes[]> {
  const routes = new Map<string, RouteTimes>();
  const { values } = await histogram.get();
  for (const { metricName = '', labels, value } of values) {
    const { method = '', route = '', status, le } = labels as Labels;
    const key = `${method} ${route}`;
    const times = routes.get(key) ?? noTimes(String(method), String(route));
    routes.set(key, times);
    if (metricName.endsWith('_sum')) times.totalSeconds += value;
    else if (metricName.endsWith('_count')) count(times, Number(status), value);
    else addBucket(times, Number(le === '+Inf' ? Infinity : le), value);
  }
  return [...routes.values()].sort((a, b) => b.totalSeconds - a.totalSeconds);
}

function noTimes(method: string, route: string): RouteTimes {
  return { method, route, requests: 0, refused: 0, errors: 0, totalSeconds: 0, reached: [] };
}

function count(times: RouteTimes, status: number, requests: number): void {
  times.requests += requests;
  if (status >= 500) times.errors += requests;
  else if (status >= 400) times.refused += requests;
}

function addBucket({ reached }: RouteTimes, seconds: number, requests: number): void {
  const bucket = reached.find((each) => each.seconds === seconds);
  if (bucket) bucket.requests += requests;
  else reached.push({ seconds, requests });
}
