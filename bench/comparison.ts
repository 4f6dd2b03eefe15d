import type { LoadResult } from './load.ts';
import { median } from './statistics.ts';

/** Two servers on one route. */
export interface Comparison {
  route: string;
  /** Requests/s of ours over those of the bare one: the median of what each round says. */
  ratio: number;
  /** Medians over the rounds; failures are added up. */
  ours: LoadResult;
  bare: LoadResult;
  rounds: { ours: LoadResult; bare: LoadResult }[];
}

export function compareRounds(route: string, rounds: Comparison['rounds']): Comparison {
  return {
    route,
    ratio: median(rounds.map(({ ours, bare }) => ours.requestsPerSecond / bare.requestsPerSecond)),
    ours: typical(rounds.map(({ ours }) => ours)),
    bare: typical(rounds.map(({ bare }) => bare)),
    rounds,
  };
}

function typical(results: LoadResult[]): LoadResult {
  const of = (field: keyof LoadResult) => median(results.map((result) => result[field]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p95Ms: of('p95Ms'),
    p99Ms: of('p99Ms'),
    cpuUs: of('cpuUs'),
    failures: results.reduce((total, { failures }) => total + failures, 0),
  };
}
