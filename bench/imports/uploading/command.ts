import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { listenForStop } from '../../../local/run/stop-request.ts';
import { runStep } from '../../../local/run/step.ts';
import { accessTokens } from '../../access-tokens.ts';
import { type BenchStack, withBenchStack } from '../../bench-stack.ts';
import { startServer } from '../../contenders.ts';
import { describeMachine, machineFacts } from '../../machine.ts';
import { positiveInteger } from '../../positive-integer.ts';
import { memoryOf } from '../../process-memory.ts';
import { writeResult } from '../../result-file.ts';
import { NODE_OPTIONS } from '../../node-options.ts';
import { type Latencies, steadyRequests } from './steady-requests.ts';
import { type UploadTurn, uploadTable } from './table.ts';

interface UploadOptions {
  rounds: number;
  megabytes: number;
  results?: string;
}

const ADMIN = 1;
const WARM_UP_MS = 3000;
/** Without an upload, to compare with. */
const IDLE_MS = 10_000;

export function addUploadBench(program: Command): void {
  program
    .command('upload')
    .description('memory of the API and how long other requests take while it is sent a large file')
    .option('--rounds <n>', 'uploads, each after as quiet a time', positiveInteger, 3)
    .option('--megabytes <n>', 'size of the file', positiveInteger, 1024)
    .option('--results <folder>', 'where upload.json is written (default: bench/results)')
    .action(benchUpload);
}

async function benchUpload(options: UploadOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal }, async (bench) => {
    const machine = await machineFacts(bench.env);
    console.log(describeMachine(machine));
    const turns = await takeTurns(bench, options, signal);
    return { machine, options, turns };
  });
  console.log(`\n${options.megabytes} MB\n${uploadTable(result.turns)}`);
  console.log(`\nwritten to ${writeResult('upload', result, options.results)}`);
}

async function takeTurns(
  bench: BenchStack,
  { rounds, megabytes }: UploadOptions,
  signal: AbortSignal,
): Promise<UploadTurn[]> {
  const env = { ...bench.env, NODE_OPTIONS, STORAGE_DIR: join(bench.dir, 'storage') };
  const api = await startServer('api', ['dist/main/api.js'], { ...bench, env }, signal);
  const token = await (await accessTokens(env))(ADMIN, 'admin');
  const asked = (until: Promise<unknown>): Promise<Latencies> =>
    steadyRequests(`${api.url}/api/v1/users/1`, until);
  await asked(sleep(WARM_UP_MS));
  const turns: UploadTurn[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const quiet = await asked(sleep(IDLE_MS));
    const beforeMb = memoryOf(api.pid, 'VmRSS');
    const startedAt = performance.now();
    const args = ['bench/imports/uploading/send-upload.ts', `${api.url}/api/v1/uploads`, token];
    const sending = runStep('the upload', { args: [...args, String(megabytes * 2 ** 20)], env }, signal);
    const busy = await asked(sending);
    await sending;
    const seconds = (performance.now() - startedAt) / 1000;
    turns.push({ seconds, beforeMb, peakMb: memoryOf(api.pid, 'VmHWM'), quiet, busy });
    console.log(`round ${round}: ${seconds.toFixed(0)} s`);
    rmSync(env.STORAGE_DIR, { recursive: true, force: true });
  }
  return turns;
}
