import type { LoadResult } from './load.ts';
import { median, medians } from './statistics.ts';

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
  return { ...medians(results), failures: results.reduce((total, { failures }) => total + failures, 0) };
}
