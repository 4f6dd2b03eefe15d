import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type DataBenchOptions, dataBenchCommand } from '../data-set/data-bench-command.ts';
import { withDataSet } from '../data-set/data-stack.ts';
import { withClient } from '../with-client.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { withWatchedApi } from '../plans/watched-api.ts';
import { writeResult } from '../result-file.ts';
import { type AskedQuestion, compareIndex, type IndexEffect } from './effect.ts';
import { questions } from './questions.ts';
import { effectTable, writeTable } from './tables.ts';
import { measureWrites } from './write-cost.ts';

interface IndexOptions extends DataBenchOptions {
  plans?: boolean;
}

export function addIndexBench(program: Command): void {
  const description = 'what the API asks, by EXPLAIN ANALYZE without and with the index that serves it';
  dataBenchCommand(program, 'index', description, { rows: 1_000_000, rounds: 3 })
    .option('--plans', 'print the plans as well')
    .action(benchIndexes);
}

async function benchIndexes(options: IndexOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withDataSet({ ...options, signal }, async (data) => {
    const machine = await machineFacts(data.env);
    console.log(describeMachine(machine));
    const asked = await withWatchedApi(data, signal, async (ask) => {
      const found: AskedQuestion[] = [];
      for (const question of questions(data)) found.push({ ...question, ...(await ask(question.path)) });
      return found;
    });
    return withClient(data.url, async (client) => {
      const effects: IndexEffect[] = [];
      for (const each of asked) {
        signal.throwIfAborted();
        console.log(`${each.path} …`);
        effects.push(await compareIndex(client, data.indexes, each, options.rounds));
      }
      return { machine, options, effects, writes: await measureWrites(client, data, options.rounds) };
    });
  });
  console.log(`\n${effectTable(result.effects)}\n\n${writeTable(result.writes)}`);
  if (options.plans) for (const effect of result.effects) printPlans(effect);
  console.log(`\nwritten to ${writeResult('index', result, options.results)}`);
}

function printPlans({ path, index, before, after }: IndexEffect): void {
  console.log(`\n${path}, without ${index}\n${before.plan.join('\n')}`);
  console.log(`\n${path}, with ${index}\n${after.plan.join('\n')}`);
}
