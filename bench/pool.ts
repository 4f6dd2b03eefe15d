import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { Pool } from 'pg';
import { listenForStop } from '../local/run/stop-request.ts';
import { type BenchOptions, benchCommand } from './bench-command.ts';
import { withBenchStack } from './bench-stack.ts';
import { describeMachine, machineFacts } from './machine.ts';
import { positiveInteger } from './positive-integer.ts';
import { writeResult } from './result-file.ts';
import { medians, percentile } from './statistics.ts';
import { textTable } from './text-table.ts';

const SIZES = [1, 2, 4, 8, 16, 32, 64];
const SQL = 'SELECT id, name, email FROM users WHERE id = $1';
const USERS = 10_000;

interface PoolOptions extends BenchOptions {
  clients: number;
}

interface PoolTurn {
  connections: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

export function addPoolBench(program: Command): void {
  const description = 'one connection against pools of 2 to 64, under the same load';
  benchCommand(program, 'pool', description, { rounds: 3, seconds: 2 })
    .option('--clients <n>', 'callers that each wait for their row', positiveInteger, 64)
    .action(benchPool);
}

async function benchPool(options: PoolOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal }, async ({ env }) => {
    const machine = await machineFacts(env);
    console.log(describeMachine(machine));
    const turns: PoolTurn[] = [];
    for (let round = 0; round < options.rounds && !signal.aborted; round += 1) {
      const order = round % 2 === 0 ? SIZES : SIZES.toReversed();
      for (const size of order) turns.push(await measure(env.DATABASE_URL ?? '', size, options));
    }
    const sizes = SIZES.map((size) => medians(turns.filter(({ connections }) => connections === size)));
    return { machine, options, sizes };
  });
  console.log(`${poolTable(result.sizes)}\n${enough(result.sizes)}`);
  console.log(`written to ${writeResult('pool', result, options.results)}`);
}

/** Reads by key from as many callers as there are clients, over a pool of that size. */
async function measure(url: string, connections: number, options: PoolOptions): Promise<PoolTurn> {
  const pool = new Pool({ connectionString: url, max: connections });
  const times: number[] = [];
  let running = true;
  const call = async (): Promise<void> => {
    while (running) {
      const startedAt = performance.now();
      await pool.query(SQL, [1 + Math.floor(Math.random() * USERS)]);
      times.push(performance.now() - startedAt);
    }
  };
  const calls = Array.from({ length: options.clients }, call);
  // The first part opens the connections and does not count.
  await sleep(300);
  times.length = 0;
  const startedAt = performance.now();
  await sleep(options.seconds * 1000);
  const perSecond = (times.length * 1000) / (performance.now() - startedAt);
  const sorted = times.toSorted((a, b) => a - b);
  running = false;
  await Promise.all(calls);
  await pool.end();
  return { connections, perSecond, p50Ms: percentile(sorted, 50), p99Ms: percentile(sorted, 99) };
}

/** The smallest pool that is nearly as good as the best: rounds differ by as much. */
function enough(sizes: PoolTurn[]): string {
  const best = Math.max(...sizes.map(({ perSecond }) => perSecond));
  const size = sizes.find(({ perSecond }) => perSecond >= 0.9 * best);
  return `throughput stops growing at ${size?.connections} connections: no other size is more than a tenth better`;
}

function poolTable(sizes: PoolTurn[]): string {
  const [single] = sizes;
  const rows = sizes.map(({ connections, perSecond, p50Ms, p99Ms }) => [
    String(connections),
    perSecond.toFixed(0),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    (perSecond / (single?.perSecond ?? 1)).toFixed(2),
  ]);
  return textTable([['connections', 'reads/s', 'p50 ms', 'p99 ms', 'against one'], ...rows]);
}
