import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type DataBenchOptions, dataBenchCommand } from '../data-set/data-bench-command.ts';
import { withDataSet } from '../data-set/data-stack.ts';
import { withClient } from '../data-set/with-client.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { writeResult } from '../result-file.ts';
import { foundTable, sizeTable } from './tables.ts';
import { searchTitles } from './titles.ts';

export function addSearchBench(program: Command): void {
  const description = 'a scan, a btree, trigrams and full text, asked the same of two posts a user';
  dataBenchCommand(program, 'search', description, { rows: 1_000_000, rounds: 3 }).action(benchSearch);
}

async function benchSearch(options: DataBenchOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withDataSet({ ...options, signal }, async (data) => {
    const machine = await machineFacts(data.env);
    console.log(describeMachine(machine));
    const titles = await withClient(data.url, (client) => searchTitles(client, options.rounds));
    return { machine, options, titles };
  });
  console.log(`\ntitles\n${foundTable(result.titles)}\n\n${sizeTable(result.titles)}`);
  console.log(`\nwritten to ${writeResult('search', result, options.results)}`);
}
