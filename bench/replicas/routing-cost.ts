import { measureCpu, type CpuCost } from './cpu-cost.ts';
import { openDataSources } from './data-sources.ts';
import { measureLatency, type LatencyCost } from './latency-cost.ts';

export interface RoutingCost {
  cpu: CpuCost;
  latency: LatencyCost;
}

/** What the routing adds to a read, measured in this process. */
export async function measureRouting(
  env: NodeJS.ProcessEnv,
  rounds: number,
  signal: AbortSignal,
): Promise<RoutingCost> {
  signal.throwIfAborted();
  const sources = await openDataSources(env);
  try {
    return { cpu: await measureCpu(sources, rounds), latency: await measureLatency(sources, rounds) };
  } finally {
    await Promise.all([sources.routed.destroy(), sources.plain.destroy()]);
  }
}
