import { runLoad } from '../load.ts';
import type { NodeMeter } from '../replicas/node-work.ts';
import { medians } from '../statistics.ts';
import type { Contender } from '../contenders.ts';
import type { HttpRoute } from '../http-routes.ts';
import type { RedisMeter } from './redis-meter.ts';

/** What one contender did in one turn, or the medians of several; failures are added up. */
export interface CacheTurn {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** CPU time of the server for one request, in microseconds. */
  cpuUs: number;
  /** Statements a second by node, those with which processes ask the nodes how they are included. */
  onPrimary: number;
  onReplica1: number;
  onReplica2: number;
  /** Of cache Redis, for one request. */
  redisCommands: number;
  redisCpuUs: number;
  failures: number;
}

export interface TurnSetting {
  nodes: NodeMeter;
  redis: RedisMeter;
  connections: number;
  seconds: number;
  signal: AbortSignal;
}

export async function cacheTurn(
  contender: Contender,
  route: HttpRoute,
  { nodes, redis, connections, seconds, signal }: TurnSetting,
): Promise<CacheTurn> {
  const load = () => runLoad({ contender, route, connections, seconds, signal });
  const measured = await redis.during(() => nodes.during(load));
  const { result, nodes: work } = measured.result;
  const { requestsPerSecond, p50Ms, p99Ms, cpuUs, answers, failures } = result;
  const { onPrimary, onReplica1, onReplica2 } = work.per(answers / requestsPerSecond);
  return {
    ...{ requestsPerSecond, p50Ms, p99Ms, cpuUs, onPrimary, onReplica1, onReplica2 },
    redisCommands: measured.redis.commands / answers,
    redisCpuUs: measured.redis.cpuUs / answers,
    // Who answers nothing at all has failed, though no request has.
    failures: failures + (answers === 0 ? 1 : 0),
  };
}

export function typicalTurn(turns: readonly CacheTurn[]): CacheTurn {
  return { ...medians(turns), failures: turns.reduce((total, { failures }) => total + failures, 0) };
}
