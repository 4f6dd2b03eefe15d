import { LOAD_BOUNDS_MS, type Tally } from '../../platform/cache/stats/cache-tallies.js';

/** How long loads took, in milliseconds. */
export interface LoadTimes {
  mean: number;
  p50: number;
  p99: number;
}

/** Of what is counted by upper bounds, so the percentiles are estimates. Undefined when nothing was loaded. */
export function loadTimesOf(tally: Tally): LoadTimes | undefined {
  const { loads = 0, loadMs = 0 } = tally;
  if (loads <= 0) return undefined;
  return {
    mean: rounded(loadMs / loads),
    p50: percentile(tally, loads, 0.5),
    p99: percentile(tally, loads, 0.99),
  };
}

// As if those between two bounds were spread evenly; what is beyond the last counts as the last.
function percentile(tally: Tally, loads: number, share: number): number {
  const wanted = loads * share;
  let before = 0;
  let lower = 0;
  for (const upper of LOAD_BOUNDS_MS) {
    const here = tally[`le${upper}`] ?? 0;
    if (before + here >= wanted) return rounded(lower + ((wanted - before) / here) * (upper - lower));
    before += here;
    lower = upper;
  }
  return lower;
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
