import type { Contender } from '../contenders.ts';
import type { HttpRoute } from '../http-routes.ts';
import { type LoadResult, runLoad } from '../load.ts';
import { median, medians } from '../statistics.ts';

/** A kind of request and who is asked. */
export interface Kind {
  contender: Contender;
  route: HttpRoute;
}

/** Medians over the rounds; failures are added up. */
export interface RequestCost extends LoadResult {
  name: string;
  /** CPU time over that of the first kind: the median of what each round says. */
  ratio: number;
}

interface Rounds {
  rounds: number;
  seconds: number;
  connections: number;
  signal: AbortSignal;
}

/** Each kind has its turn in each round, and another one begins, so that a machine which slows down harms all. */
export async function compareCosts(kinds: Kind[], { rounds, ...load }: Rounds): Promise<RequestCost[]> {
  for (const kind of kinds) await runLoad({ ...kind, ...load, seconds: 1 });
  const turns: LoadResult[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const results: LoadResult[] = [];
    for (let turn = 0; turn < kinds.length; turn += 1) {
      const place = (round + turn) % kinds.length;
      const kind = kinds[place];
      if (kind) results[place] = await runLoad({ ...kind, ...load });
    }
    turns.push(results);
  }
  return kinds.map(({ route: { name } }, place) => ({
    name,
    ...typical(turns.flatMap((results) => results[place] ?? [])),
    ratio: median(turns.map((results) => (results[place]?.cpuUs ?? NaN) / (results[0]?.cpuUs ?? NaN))),
  }));
}

function typical(results: LoadResult[]): LoadResult {
  return { ...medians(results), failures: results.reduce((total, { failures }) => total + failures, 0) };
}
