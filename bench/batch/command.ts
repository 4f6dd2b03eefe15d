import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { accessTokens } from '../access-tokens.ts';
import { withBenchStack } from '../bench-stack.ts';
import { startServer } from '../contenders.ts';
import { withClient } from '../with-client.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { PATIENCE } from '../plans/watched-api.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { textTable } from '../text-table.ts';
import { newPosts, newUsers } from './new-rows.ts';
import { takeTurns, type WayResult } from './turns.ts';
import { waysInHttp, waysInSql } from './ways.ts';

interface BatchOptions {
  rounds: number;
  rows: number;
  results?: string;
}

const ADMIN = 1;

export function addBatchBench(program: Command): void {
  program
    .command('batch')
    .description('posts and users one by one, many in a statement, by COPY and through the API')
    .option('--rounds <n>', 'rounds; every way has its turn in each', positiveInteger, 5)
    .option('--rows <n>', 'rows that are added in a turn, up to 1000', positiveInteger, 1000)
    .option('--results <folder>', 'where batch.json is written (default: bench/results)')
    .action(benchBatch);
}

async function benchBatch(options: BatchOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal }, async (bench) => {
    const machine = await machineFacts(bench.env);
    console.log(describeMachine(machine));
    const api = await startServer(
      'api',
      ['dist/main/api.js'],
      { ...bench, env: { ...bench.env, ...PATIENCE } },
      signal,
    );
    const token = await (await accessTokens(bench.env))(ADMIN, 'admin');
    const tables: Record<string, WayResult[]> = {};
    await withClient(bench.env.DATABASE_URL ?? '', async (client) => {
      for (const rows of [newPosts(options.rows, ADMIN), newUsers(options.rows)]) {
        console.log(`${options.rows} ${rows.table} a turn …`);
        const ways = [...waysInSql(client, rows), ...waysInHttp(api.url, token, rows)];
        tables[rows.table] = await takeTurns(client, rows, ways, { ...options, signal });
      }
    });
    return { machine, options, tables };
  });
  for (const [table, ways] of Object.entries(result.tables)) console.log(`\n${wayTable(table, ways)}`);
  console.log(`\nwritten to ${writeResult('batch', result, options.results)}`);
}

function wayTable(table: string, ways: WayResult[]): string {
  const rows = ways.map(({ way, perSecond, ratio }) => [way, perSecond.toFixed(0), ratio.toFixed(1)]);
  return textTable([[table, 'rows/s', 'ratio'], ...rows]);
}
