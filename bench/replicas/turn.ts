import type { Contender } from '../contenders.ts';
import { runLoad } from '../load.ts';
import { medians } from '../statistics.ts';
import { USERS } from '../sample-rows.ts';
import { writeThenRead } from './write-then-read.ts';
import type { NodeMeter } from './node-work.ts';

export interface TurnOptions {
  seconds: number;
  connections: number;
  pairs: number;
}

/** What one contender did in one turn, or the medians of several; failures and stale answers are added up. */
export interface TurnResult {
  /** Requests, or pairs of a write and a read. */
  perSecond: number;
  readP50Ms: number;
  readP99Ms: number;
  /** CPU time of the server and of the primary for one request or pair, in microseconds. */
  serverCpuUs: number;
  primaryCpuUs: number;
  primaryCpuSeconds: number;
  /** Statements by node for one request or pair. */
  onPrimary: number;
  onReplica1: number;
  onReplica2: number;
  answers: number;
  stale: number;
  failures: number;
}

export interface Turn {
  contender: Contender;
  meter: NodeMeter;
  options: TurnOptions;
  signal: AbortSignal;
}

const reads = { name: 'GET /users/:id', requests: Array.from({ length: 1000 }, randomRead) };

export async function readTurn({ contender, meter, options, signal }: Turn): Promise<TurnResult> {
  const { result, nodes } = await meter.during(() =>
    runLoad({ contender, route: reads, ...options, signal }),
  );
  const { requestsPerSecond, p50Ms, p99Ms, cpuUs, failures, answers } = result;
  return {
    perSecond: requestsPerSecond,
    readP50Ms: p50Ms,
    readP99Ms: p99Ms,
    serverCpuUs: cpuUs,
    ...nodes.per(answers),
    answers,
    stale: 0,
    failures,
  };
}

export async function pairTurn({ contender, meter, options, signal }: Turn): Promise<TurnResult> {
  const { connections: clients, pairs } = options;
  const { result, nodes } = await meter.during(() => writeThenRead({ contender, clients, pairs, signal }));
  return { ...result, ...nodes.per(pairs), answers: pairs };
}

export function typicalTurn(turns: readonly TurnResult[]): TurnResult {
  const sum = (field: 'answers' | 'stale' | 'failures') =>
    turns.reduce((total, turn) => total + turn[field], 0);
  return { ...medians(turns), answers: sum('answers'), stale: sum('stale'), failures: sum('failures') };
}

function randomRead() {
  return { method: 'GET' as const, path: `/users/${1 + Math.floor(Math.random() * USERS)}` };
}
