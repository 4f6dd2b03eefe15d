import type { BenchOptions } from '../bench-command.ts';
import type { BenchStack } from '../bench-stack.ts';
import { NodeMeter } from '../replicas/node-work.ts';
import { type CacheComparison, compareOn } from './comparison.ts';
import { checkSameBytes, startCacheContenders } from './contenders.ts';
import { openRedisMeter } from './redis-meter.ts';
import { CACHE_ROUTE_NAMES, type CacheRouteName, CACHE_ROUTES } from './routes.ts';
import { measureStampedes, type Stampede } from './stampede/stampede.ts';
import type { StrategyResult } from './strategies/run-strategy.ts';
import { compareStrategies } from './strategies/strategies.ts';
import { measureTogether, type Way } from './together/together.ts';
import type { CacheTurn, TurnSetting } from './turn.ts';

export interface CacheOptions extends BenchOptions {
  warmUp: number;
  connections: number;
  burst: number;
  strategyMs: number;
  part?: PartName[];
  route?: CacheRouteName;
  profile?: string;
}

/** What the bench is made of; one after the other on one stack. */
export interface CacheParts {
  hits?: CacheComparison[];
  stampedes?: Record<'groundwork' | 'wrap', Stampede>;
  strategies?: StrategyResult[];
  together?: Record<Way, CacheTurn>;
}

export type PartName = keyof CacheParts;

export const PART_NAMES: readonly PartName[] = ['hits', 'stampedes', 'strategies', 'together'];

export async function measureParts(
  bench: BenchStack,
  options: CacheOptions,
  signal: AbortSignal,
): Promise<CacheParts> {
  const nodes = await NodeMeter.open(bench.stack);
  bench.undo.push(() => nodes.close());
  const redisUrl = bench.env.REDIS_CACHE_URL ?? '';
  const redis = await openRedisMeter(redisUrl);
  bench.undo.push(async () => redis.close());
  const { rounds, seconds, warmUp, connections, burst, strategyMs } = options;
  const setting = { nodes, redis, rounds, seconds, warmUp, connections, signal };
  const only = options.part ?? (options.route ? ['hits'] : PART_NAMES);
  const asked = (part: PartName): boolean => only.includes(part);
  const parts: CacheParts = {};
  if (asked('hits')) parts.hits = await measureHits(bench, options, setting);
  if (asked('stampedes'))
    parts.stampedes = await measureStampedes(bench, { requests: burst, rounds, signal });
  if (asked('strategies')) parts.strategies = await compareStrategies(redisUrl, { ms: strategyMs, signal });
  if (asked('together')) parts.together = await measureTogether(bench, setting);
  return parts;
}

async function measureHits(
  bench: BenchStack,
  { route: only, profile }: CacheOptions,
  setting: TurnSetting & { rounds: number; warmUp: number },
): Promise<CacheComparison[]> {
  const undo: BenchStack['undo'] = [];
  try {
    const contenders = await startCacheContenders({ ...bench, undo }, { signal: setting.signal, profile });
    const routes = (only ? [only] : CACHE_ROUTE_NAMES).map((name) => CACHE_ROUTES[name]);
    await checkSameBytes(contenders, routes, bench.env.REDIS_CACHE_URL ?? '');
    const comparisons: CacheComparison[] = [];
    for (const route of routes) comparisons.push(await compareOn(route, contenders, setting));
    return comparisons;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
