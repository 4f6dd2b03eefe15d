import type { Command } from 'commander';
import type { Client } from 'pg';
import { listenForStop } from '../../local/run/stop-request.ts';
import { accessTokens } from '../access-tokens.ts';
import { withBenchStack } from '../bench-stack.ts';
import { startServer } from '../contenders.ts';
import { withClient } from '../data-set/with-client.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { median } from '../statistics.ts';
import { textTable } from '../text-table.ts';
import { type NewPost, newPosts } from './posts.ts';
import { type Way, waysInHttp, waysInSql } from './ways.ts';

interface BatchOptions {
  rounds: number;
  posts: number;
  results?: string;
}

interface WayResult {
  way: string;
  /** Posts there are more, after a turn. */
  added: number;
  perSecond: number;
  /** To one row and one commit each: the median of what each round says. */
  ratio: number;
}

export function addBatchBench(program: Command): void {
  program
    .command('batch')
    .description('posts one by one, many in a statement, by COPY and through the API, in alternating rounds')
    .option('--rounds <n>', 'rounds; every way has its turn in each', positiveInteger, 5)
    .option('--posts <n>', 'posts that are added in a turn, up to 1000', positiveInteger, 1000)
    .option('--results <folder>', 'where batch.json is written (default: bench/results)')
    .action(benchBatch);
}

async function benchBatch(options: BatchOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal }, async (bench) => {
    const machine = await machineFacts(bench.env);
    console.log(`${describeMachine(machine)}\n${options.posts} posts a turn …`);
    const api = await startServer('api', ['dist/main/api.js'], bench, signal);
    const token = await (await accessTokens(bench.env))(1);
    const ways = await withClient(bench.env.DATABASE_URL ?? '', (client) =>
      takeTurns(client, [...waysInSql(client), ...waysInHttp(api.url, token)], options, signal),
    );
    return { machine, options, ways };
  });
  const rows = result.ways.map(({ way, perSecond, ratio }) => [way, perSecond.toFixed(0), ratio.toFixed(1)]);
  console.log(`\n${textTable([['way', 'posts/s', 'ratio'], ...rows])}`);
  console.log(`\nwritten to ${writeResult('batch', result, options.results)}`);
}

async function takeTurns(
  client: Client,
  ways: Way[],
  { rounds, posts: count }: BatchOptions,
  signal: AbortSignal,
): Promise<WayResult[]> {
  const posts = newPosts(count);
  const turns: Record<string, { added: number; perSecond: number }>[] = [];
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const turn: (typeof turns)[number] = {};
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      signal.throwIfAborted();
      turn[way.name] = await takeTurn(client, way, posts);
    }
    if (round > 0) turns.push(turn);
  }
  return ways.map(({ name }) => ({
    way: name,
    added: turns[0]?.[name]?.added ?? 0,
    perSecond: median(turns.map((turn) => turn[name]?.perSecond ?? Number.NaN)),
    ratio: median(
      turns.map((turn) => (turn[name]?.perSecond ?? 0) / (turn[ways[0]?.name ?? '']?.perSecond ?? 0)),
    ),
  }));
}

/** What was added goes again, so that every turn begins with the same rows. */
async function takeTurn(client: Client, way: Way, posts: readonly NewPost[]) {
  const last = await client.query<{ id: number }>('SELECT max(id)::int AS id FROM posts');
  const startedAt = performance.now();
  await way.add(posts);
  const seconds = (performance.now() - startedAt) / 1000;
  const gone = await client.query('DELETE FROM posts WHERE id > $1', [last.rows[0]?.id]);
  return { added: gone.rowCount ?? 0, perSecond: posts.length / seconds };
}
