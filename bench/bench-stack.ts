import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded } from '../local/build.ts';
import { PROJECT_DIR } from '../local/project.ts';
import { runStep } from '../local/run/step.ts';
import { type PostgresOptions, startStack, sweepStacks, type Stack } from '../local/stack.ts';
import { benchEnvironment } from './environment.ts';
import { loadSampleRows } from './sample-rows.ts';

export interface BenchStack {
  stack: Stack;
  /** What the application needs to find the stack, without its replicas. */
  env: NodeJS.ProcessEnv;
  /** Where servers under test put their output. */
  dir: string;
  /** What ends before the stack does, last one first. */
  undo: (() => Promise<void>)[];
}

interface BenchStackOptions {
  signal: AbortSignal;
  postgres?: PostgresOptions;
  /** Puts rows into the migrated database; the sample rows where it is left out. */
  fill?: (url: string) => Promise<void>;
  /** A folder to keep the stack in for other runs. */
  keepIn?: string;
}

/** Where the stacks of benchmarks are. */
export const STACKS = join(PROJECT_DIR, '.local');

/**
 * Builds, brings up a stack of its own with rows, runs `work` on it, and deletes it whatever happens, or stops it if it
 * is to be kept.
 */
export async function withBenchStack<T>(
  { signal, postgres, fill = loadSampleRows, keepIn }: BenchStackOptions,
  work: (stack: BenchStack) => Promise<T>,
): Promise<T> {
  await sweepStacks(STACKS);
  await buildIfNeeded(signal, console.log);
  signal.throwIfAborted();
  const dir = keepIn ?? join(STACKS, `test-bench-${process.pid}`);
  const stack = await startStack({ dir, owner: keepIn ? undefined : process.pid, postgres });
  const undo: BenchStack['undo'] = [];
  try {
    const env = await benchEnvironment(stack);
    await runStep('The migration', { args: ['dist/main/cli.js', 'migrate'], env }, signal);
    await fill(stack.env.DATABASE_URL ?? '');
    mkdirSync(join(dir, 'bench'), { recursive: true });
    return await work({ stack, env, dir: join(dir, 'bench'), undo });
  } finally {
    for (const step of undo.reverse()) await step();
    await (keepIn ? stack.down() : stack.destroy());
  }
}
