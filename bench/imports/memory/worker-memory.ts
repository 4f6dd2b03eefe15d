import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchNode } from '../../../local/run/child.ts';
import { runStep } from '../../../local/run/step.ts';
import type { BenchStack } from '../../bench-stack.ts';
import { memoryOf } from '../../process-memory.ts';
import { withClient } from '../../with-client.ts';
import { emptyUsers } from '../emptied.ts';
import { NODE_OPTIONS } from '../../node-options.ts';

export interface WorkerMemory {
  rows: number;
  seconds: number;
  /** Before it had anything to do. */
  idleMb: number;
  /** The most (RSS) that it had, as the system says. */
  peakMb: number;
  /** The same as the import says. */
  reportedMb: number;
}

/** A new worker that does nothing but one import of so many rows. */
export async function measureWorker(
  bench: BenchStack,
  rows: number,
  signal: AbortSignal,
): Promise<WorkerMemory> {
  const { dir } = bench;
  await withClient(bench.env.DATABASE_URL ?? '', emptyUsers);
  const env: NodeJS.ProcessEnv = {
    ...bench.env,
    NODE_OPTIONS,
    STORAGE_DIR: join(dir, 'storage'),
    WORKER_QUEUES: 'import',
  };
  const output = openSync(join(dir, 'import-worker.log'), 'a');
  const worker = launchNode({ args: ['dist/main/worker.js'], env, output });
  closeSync(output);
  try {
    await sleep(5000);
    const idleMb = memoryOf(worker.pid, 'VmRSS');
    const args = ['bench/imports/memory/enqueue-import.ts', String(rows)];
    const id = (await runStep('making the import', { args, env }, signal)).trim().split('\n').at(-1) ?? '';
    const done = await ended(env.DATABASE_URL ?? '', id, signal);
    return { rows, idleMb, peakMb: memoryOf(worker.pid, 'VmHWM'), ...done };
  } finally {
    await worker.stop(20_000);
    rmSync(env.STORAGE_DIR ?? '', { recursive: true, force: true });
  }
}

function ended(
  url: string,
  id: string,
  signal: AbortSignal,
): Promise<Pick<WorkerMemory, 'seconds' | 'reportedMb'>> {
  const sql = `SELECT state, message, active_ms::float8 / 1000 AS seconds, peak_bytes::float8 / 2 ^ 20 AS "reportedMb"
    FROM imports WHERE id = $1`;
  return withClient(url, async (client) => {
    for (;;) {
      signal.throwIfAborted();
      const { rows } = await client.query<Row>(sql, [id]);
      const { state, message, ...done } = rows[0] ?? ({} as Row);
      if (state === 'completed') return done;
      if (state === 'failed') throw new Error(`the import has failed: ${message}`);
      await sleep(500);
    }
  });
}

interface Row {
  state: string;
  message: string | null;
  seconds: number;
  reportedMb: number;
}
