import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type DataBenchOptions, dataBenchCommand } from '../data-set/data-bench-command.ts';
import { withDataSet } from '../data-set/data-stack.ts';
import { withClient } from '../with-client.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { type Asked, withWatchedApi } from '../plans/watched-api.ts';
import { writeResult } from '../result-file.ts';
import { foundTable, sizeTable } from './tables.ts';
import { searchTitles } from './titles.ts';
import { requests, searchPosts } from './whole-posts.ts';

export function addSearchBench(program: Command): void {
  const description = 'a scan, a btree, trigrams and full text, asked the same of two posts a user';
  dataBenchCommand(program, 'search', description, { rows: 1_000_000, rounds: 3 }).action(benchSearch);
}

async function benchSearch(options: DataBenchOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withDataSet({ ...options, signal }, async (data) => {
    const machine = await machineFacts(data.env);
    console.log(describeMachine(machine));
    const asked = await withWatchedApi(data, signal, async (ask) => {
      const answers: Asked[] = [];
      for (const path of requests()) answers.push(await ask(path));
      return answers;
    });
    return withClient(data.url, async (client) => ({
      ...{ machine, options },
      titles: await searchTitles(client, options.rounds),
      posts: await searchPosts(client, asked, options.rounds),
    }));
  });
  console.log(`\ntitles\n${foundTable(result.titles)}\n\n${sizeTable(result.titles)}`);
  console.log(`\ntitles and bodies\n${foundTable(result.posts)}\n\n${sizeTable(result.posts)}`);
  console.log(`\nwritten to ${writeResult('search', result, options.results)}`);
}
