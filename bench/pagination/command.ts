import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type DataBenchOptions, dataBenchCommand } from '../data-set/data-bench-command.ts';
import { withDataSet } from '../data-set/data-stack.ts';
import { withClient } from '../with-client.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { withWatchedApi } from '../plans/watched-api.ts';
import { writeResult } from '../result-file.ts';
import { explainDepth } from './depth.ts';
import { requestsFor } from './requests.ts';
import { depthTable, verdict } from './tables.ts';

export function addPaginationBench(program: Command): void {
  const description = 'a list of posts by page number (OFFSET) and by cursor (keyset), at growing depth';
  dataBenchCommand(program, 'pagination', description, { rows: 1_000_000, rounds: 5 }).action(
    benchPagination,
  );
}

async function benchPagination(options: DataBenchOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withDataSet({ ...options, signal }, async (data) => {
    const machine = await machineFacts(data.env);
    console.log(describeMachine(machine));
    const asked = await withWatchedApi(data, signal, (ask) => requestsFor(ask, options.rounds));
    const depths = await withClient(data.url, async (client) => {
      const explained = [];
      for (const depth of asked) explained.push(await explainDepth(client, depth, options.rounds));
      return explained;
    });
    return { machine, options, depths };
  });
  console.log(`\n${depthTable(result.depths)}\n\n${verdict(result.depths)}`);
  console.log(`\nwritten to ${writeResult('pagination', result, options.results)}`);
}
