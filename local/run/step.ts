import { text } from 'node:stream/consumers';
import type { Child } from './child.ts';
import { launchNode } from './child.ts';

const patienceMs = 10_000;

/** Runs one program to its end and returns what it wrote; throws with that when it fails. */
export async function runStep(
  name: string,
  launch: { args: string[]; env: NodeJS.ProcessEnv },
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const child = launchNode({ ...launch, output: 'pipe' });
  const written = Promise.all(
    [child.stdout, child.stderr].map(async (stream) => (stream ? text(stream) : '')),
  );
  const exit = await exitOf(child, signal);
  signal.throwIfAborted();
  const output = (await written).join('').trim();
  if (exit.code !== 0)
    throw new Error(`${name} failed (${exit.how}).\n${output.split('\n').slice(-40).join('\n')}`);
  return output;
}

/** Waits for the end of a program, which `signal` brings about. */
export async function exitOf(child: Child, signal: AbortSignal): Promise<{ code: number; how: string }> {
  const stop = () => void child.stop(patienceMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await child.exited;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
