import autocannon from 'autocannon';
import type { BenchStack } from '../../bench-stack.ts';
import { type Contender, startServer } from '../../contenders.ts';
import { percentile } from '../../statistics.ts';
import { type ReadCounter, openReadCounter } from './read-counter.ts';

const PROCESSES = 4;
const PROGRAMS = { groundwork: 'dist/main/api.js', wrap: 'bench/cache/stampede/wrap-server.ts' } as const;
// Nobody has asked for these before.
const FIRST_KEY = 5_000;

type Program = keyof typeof PROGRAMS;

/** A thousand at once for what is not in the cache, again and again. */
export interface Stampede {
  requests: number;
  processes: number;
  /** How often the database was asked for the row, in each round. */
  loads: number[];
  /** Until answered, over all rounds. */
  p50Ms: number;
  p99Ms: number;
  failures: number;
}

interface StampedeSetting {
  requests: number;
  rounds: number;
  signal: AbortSignal;
}

export async function measureStampedes(
  bench: BenchStack,
  setting: StampedeSetting,
): Promise<Record<Program, Stampede>> {
  const counter = await openReadCounter(bench.stack);
  try {
    const groundwork = await stampede(bench, 'groundwork', counter, setting);
    return { groundwork, wrap: await stampede(bench, 'wrap', counter, setting) };
  } finally {
    await counter.close();
  }
}

async function stampede(
  bench: BenchStack,
  program: Program,
  counter: ReadCounter,
  { requests, rounds, signal }: StampedeSetting,
): Promise<Stampede> {
  const undo: BenchStack['undo'] = [];
  try {
    const start = (index: number) =>
      startServer(`${program}-${index}`, [PROGRAMS[program]], { ...bench, undo }, signal);
    const servers: Contender[] = await Promise.all(
      Array.from({ length: PROCESSES }, (_, index) => start(index)),
    );
    const each = Math.ceil(requests / PROCESSES);
    const all = (path: string) => Promise.all(servers.map(({ url }) => allAtOnce(url + path, each)));
    // Code that runs for the first time is slow.
    await all('/api/v1/users/1');
    const loads: number[] = [];
    const bursts: Burst[] = [];
    for (let round = 0; round < rounds && !signal.aborted; round += 1) {
      const before = await counter.reads();
      bursts.push(...(await counter.slowly(() => all(`/api/v1/users/${FIRST_KEY + round}`))));
      loads.push((await counter.reads()) - before);
    }
    const times = bursts.flatMap((burst) => burst.times).sort((a, b) => a - b);
    const failures = bursts.reduce((total, burst) => total + burst.failures, 0);
    const [p50Ms, p99Ms] = [percentile(times, 50), percentile(times, 99)];
    return { requests: each * PROCESSES, processes: PROCESSES, loads, p50Ms, p99Ms, failures };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

interface Burst {
  times: number[];
  failures: number;
}

/** Each on a connection of its own. */
async function allAtOnce(url: string, amount: number): Promise<Burst> {
  const times: number[] = [];
  const { errors, timeouts, non2xx } = await new Promise<autocannon.Result>((resolve, reject) => {
    const burst = autocannon({ url, connections: amount, amount }, (error, outcome) =>
      error ? reject(error as Error) : resolve(outcome),
    );
    burst.on('response', (_client, _status, _bytes, ms) => times.push(ms));
  });
  return { times, failures: errors + timeouts + non2xx };
}
