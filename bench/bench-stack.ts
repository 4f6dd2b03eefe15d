import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded } from '../local/build.ts';
import { PROJECT_DIR } from '../local/project.ts';
import { runStep } from '../local/run/step.ts';
import { startStack, sweepStacks, type Stack } from '../local/stack.ts';
import { importProduct } from './product.ts';
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
  /** For the servers' configuration file. */
  postgres?: { settings: Record<string, string> };
}

/** Builds, brings up a stack of its own with sample rows, runs `work` on it, and deletes it whatever happens. */
export async function withBenchStack<T>(
  { signal, postgres }: BenchStackOptions,
  work: (stack: BenchStack) => Promise<T>,
): Promise<T> {
  const parent = join(PROJECT_DIR, '.local');
  await sweepStacks(parent);
  await buildIfNeeded(signal, console.log);
  signal.throwIfAborted();
  const dir = join(parent, `test-bench-${process.pid}`);
  const stack = await startStack({ dir, owner: process.pid, postgres });
  const undo: BenchStack['undo'] = [];
  try {
    const env = await environment(stack);
    await runStep('The migration', { args: ['dist/main/cli.js', 'migrate'], env }, signal);
    await loadSampleRows(stack.env.DATABASE_URL ?? '');
    mkdirSync(join(dir, 'bench'), { recursive: true });
    return await work({ stack, env, dir: join(dir, 'bench'), undo });
  } finally {
    for (const step of undo.reverse()) await step();
    await stack.destroy();
  }
}

// Requests are counted all the same.
const NO_LIMIT = '999999999/1h';
const PLANS = ['ANONYMOUS', 'USER', 'API_KEY', 'LOGIN', 'REGISTER', 'REFRESH'];

// Reads from replicas would be no comparison with a server that has the primary only.
async function environment(stack: Stack): Promise<NodeJS.ProcessEnv> {
  const { newSecrets } = await importProduct<{ newSecrets: () => NodeJS.ProcessEnv }>('config/secrets.js');
  return {
    ...process.env,
    ...stack.env,
    ...newSecrets(),
    ...Object.fromEntries(PLANS.map((plan) => [`RATE_LIMIT_${plan}`, NO_LIMIT])),
    DATABASE_REPLICA_URLS: '',
    DATABASE_POOL_MAX: '20',
    NODE_ENV: 'production',
    CONSISTENCY_TOKEN_SECRET: randomUUID(),
    PUBLIC_URL: 'http://127.0.0.1:3000',
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
  };
}
